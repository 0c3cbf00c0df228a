"""The API's ground: who calls, what they may, how errors and lists look; teams and people themselves.

REST framework loads the two names below while its own views are still loading, so that this file and
what it imports may use neither `rest_framework.views` nor anything that does. `teams.api.views` holds
what every view of the API stands on.
"""

from teams.api.authentication import TokenAuthentication
from teams.api.problems import problem_details

__all__ = ["TokenAuthentication", "problem_details"]
