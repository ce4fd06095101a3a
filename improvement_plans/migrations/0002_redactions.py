"""The number of a student goes out of earlier versions of an answer by one function of the database, and by nothing else."""

from django.db import migrations

# A string in a JSON value is replaced wherever it is, but not in keys, nor in the ids of rows.
REDACTED = r"""
CREATE FUNCTION redacted(value jsonb, needle text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    CASE jsonb_typeof(value)
        WHEN 'string' THEN RETURN to_jsonb(replace(value #>> '{}', needle, '[redacted]'));
        WHEN 'array' THEN RETURN (
            SELECT coalesce(jsonb_agg(redacted(one, needle) ORDER BY number), '[]')
            FROM jsonb_array_elements(value) WITH ORDINALITY AS each(one, number));
        WHEN 'object' THEN RETURN (
            SELECT coalesce(
                jsonb_object_agg(key, CASE WHEN key LIKE '\_%' THEN one ELSE redacted(one, needle) END), '{}')
            FROM jsonb_each(value) AS each(key, one));
        ELSE RETURN value;
    END CASE;
END $$
"""
# The one way in which the portal's account changes a version: by a fixed mark, in what looks like a number of a student and is
# not in the answer any more, and never without a row that says who did it and when.
DOOR = r"""
CREATE FUNCTION redact_answer_versions(of_answer bigint, needle text, who bigint, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed integer;
BEGIN
    IF needle IS NULL OR needle !~ '^[A-Za-z0-9-]{4,20}$' OR length(regexp_replace(needle, '[^0-9]', '', 'g')) < 4 THEN
        RAISE EXCEPTION 'only the number of a student is redacted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM public.improvement_plans_answer a
               WHERE a.id = of_answer AND public.redacted(a.value, needle) <> a.value) THEN
        RAISE EXCEPTION 'the answer still has the number' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.improvement_plans_answerversion v SET value = public.redacted(v.value, needle)
    WHERE v.answer_id = of_answer AND public.redacted(v.value, needle) <> v.value;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed > 0 THEN
        INSERT INTO public.improvement_plans_redaction (answer_id, versions, by_id, at)
        VALUES (of_answer, changed, who, moment);
    END IF;
    RETURN changed;
END $$
"""
CLOSED = "REVOKE ALL ON FUNCTION redact_answer_versions(bigint, text, bigint, timestamptz) FROM PUBLIC"
GONE = "DROP FUNCTION redact_answer_versions(bigint, text, bigint, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("improvement_plans", "0001_initial")]

    operations = [
        migrations.RunSQL(REDACTED, "DROP FUNCTION redacted(jsonb, text)"),
        migrations.RunSQL(DOOR, GONE),
        migrations.RunSQL(CLOSED, migrations.RunSQL.noop),
    ]
