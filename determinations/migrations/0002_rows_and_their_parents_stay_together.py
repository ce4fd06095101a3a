"""An indicator result has no foreign keys, so that a million rows are stored in seconds. What keeps rows and their parents
together instead is in docs/decisions/0007.
"""

from django.db import migrations

# After, not before: what was inserted while the deletion waited for its lock is seen too.
PARENTS_STAY = """
    CREATE FUNCTION determinations_keep_parent_of_results() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE found boolean;
    BEGIN
        EXECUTE format('SELECT EXISTS (SELECT FROM determinations_indicatorresult WHERE %I = $1)', TG_ARGV[0])
        INTO found USING OLD.id;
        IF found THEN
            RAISE foreign_key_violation USING MESSAGE = 'indicator results still belong to ' || TG_TABLE_NAME || ' ' || OLD.id;
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER keep_parent_of_results AFTER DELETE OR UPDATE OF id ON determinations_upload
        FOR EACH ROW EXECUTE FUNCTION determinations_keep_parent_of_results('upload_id');
    CREATE TRIGGER keep_parent_of_results AFTER DELETE OR UPDATE OF id ON monitoring_lea
        FOR EACH ROW EXECUTE FUNCTION determinations_keep_parent_of_results('lea_id');
"""
PARENTS_MAY_GO = """
    DROP TRIGGER keep_parent_of_results ON determinations_upload;
    DROP TRIGGER keep_parent_of_results ON monitoring_lea;
    DROP FUNCTION determinations_keep_parent_of_results();
"""


class Migration(migrations.Migration):
    dependencies = [("determinations", "0001_initial")]

    operations = [migrations.RunSQL(PARENTS_STAY, PARENTS_MAY_GO)]
