"""Addresses of the front page, the resource center, topics and the email list."""

from django.urls import path

from monitoring.resources.views import front, keep, mailings, resources, subscribe, topics

urlpatterns = [
    path("", front.front, name="front"),
    path("resources/", front.pick, name="pick_resources"),
    path("resources/keep/", keep.keep_resources, name="keep_resources"),
    path("resources/keep/new/", keep.new_resource, name="new_resource"),
    path("resources/keep/<int:pk>/", keep.change_resource, name="change_resource"),
    path("resources/keep/<int:pk>/withdraw/", keep.withdraw_resource, name="withdraw_resource"),
    path("resources/keep/<int:pk>/restore/", keep.restore_resource, name="restore_resource"),
    path("resources/keep/topics/", topics.keep_topics, name="keep_topics"),
    path("resources/keep/topics/new/", topics.new_topic, name="new_topic"),
    path("resources/keep/topics/<slug:slug>/", topics.change_topic, name="change_topic"),
    path("resources/keep/topics/<slug:slug>/remove/", topics.remove_topic, name="remove_topic"),
    path("resources/find/", resources.find, name="find_resources"),
    path("resources/files/<int:pk>/", resources.resource_file, name="resource_file"),
    path("resources/<str:level>/<int:step>/", resources.resources, name="resources"),
    path("topics/<slug:topic>/", resources.topic, name="topic"),
    path("subscribe/", subscribe.subscribe, name="subscribe"),
    path("subscribe/list/", subscribe.subscribers, name="subscribers"),
    path("subscribe/list/write/", mailings.new_mailing, name="new_mailing"),
    path("subscribe/list/mails/<int:pk>/", mailings.mailing, name="mailing"),
    path("subscribe/list/mails/<int:pk>/send/", mailings.send_mailing, name="send_mailing"),
    path("subscribe/list/export.<table:kind>", subscribe.subscribers_table, name="subscribers_table"),
    path("subscribe/confirm/<str:signed>/", subscribe.confirm, name="confirm_subscription"),
    path("subscribe/leave/<str:signed>/", subscribe.leave, name="leave_list"),
]
