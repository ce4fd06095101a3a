"""Addresses of the resource centre, the e-mail list, years, people and the ledger."""

from django.urls import path

from monitoring.views import definition, front, keep, ledger, people, resources, subscribe, years

urlpatterns = [
    path("", front.front, name="front"),
    path("resources/", front.pick, name="pick_resources"),
    path("resources/keep/", keep.keep_resources, name="keep_resources"),
    path("resources/keep/new/", keep.new_resource, name="new_resource"),
    path("resources/keep/<int:pk>/", keep.change_resource, name="change_resource"),
    path("resources/keep/<int:pk>/withdraw/", keep.withdraw_resource, name="withdraw_resource"),
    path("resources/keep/<int:pk>/restore/", keep.restore_resource, name="restore_resource"),
    path("resources/files/<int:pk>/", resources.resource_file, name="resource_file"),
    path("resources/<str:level>/<int:step>/", resources.resources, name="resources"),
    path("topics/<slug:topic>/", resources.topic, name="topic"),
    path("subscribe/", subscribe.subscribe, name="subscribe"),
    path("subscribe/list/", subscribe.subscribers, name="subscribers"),
    path("subscribe/list/export.csv", subscribe.subscribers_csv, name="subscribers_csv"),
    path("subscribe/confirm/<str:signed>/", subscribe.confirm, name="confirm_subscription"),
    path("subscribe/leave/<str:signed>/", subscribe.leave, name="leave_list"),
    path("years/", years.years, name="years"),
    path("years/load/", years.load_process, name="load_process"),
    path("years/open/", years.open_year, name="open_year"),
    path("years/<int:year>/definition/", definition.definition, name="definition"),
    path("years/<int:year>/definition/source/", definition.source, name="definition_source"),
    path("years/<int:year>/definition/use/", definition.use, name="use_process"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/invite/", people.invite_again, name="invite_again"),
    path("people/<int:pk>/take/", people.take_role, name="take_role"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/export.csv", ledger.ledger_csv, name="ledger_csv"),
]
