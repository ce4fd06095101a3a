"""The way in: an invitation, the sign-in page, what one may not see, and all of it by keyboard alone."""

import re
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import expect

from monitoring.models import Job
from monitoring.services import people
from tests import world
from tests.cast import NOON, PASSWORD, Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Visitor]
