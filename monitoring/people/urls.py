"""Addresses of people and their roles."""

from django.urls import path

from monitoring.people.views import bulk, leaving, own_account, people, tokens

urlpatterns = [
    path("account/", own_account.own, name="own_account"),
    path("account/address/", own_account.own_address, name="own_address"),
    path("account/address/<int:pk>/<str:key>/", own_account.confirm_address, name="confirm_address"),
    path("account/tokens/", tokens.tokens, name="own_tokens"),
    path("account/tokens/new/", tokens.new_token, name="new_token"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invite-again/", bulk.invite_again, name="invite_all_again"),
    path("people/review/", people.access_review, name="access_review"),
    path("people/export.<table:kind>", bulk.export, name="people_table"),
    path("people/leaving/", leaving.remove_roles, name="remove_roles"),
    path("people/files/", bulk.upload, name="upload_people"),
    path("people/files/empty.csv", bulk.template, name="people_template"),
    path("people/files/<int:pk>/", bulk.people_file, name="people_file"),
    path("people/proposals/<int:pk>/confirm/", people.confirm_role, name="confirm_role"),
    path("people/proposals/<int:pk>/refuse/", people.refuse_role, name="refuse_role"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/invite/", people.invite_again, name="invite_again"),
    path("people/<int:pk>/take/", people.take_role, name="take_role"),
]
