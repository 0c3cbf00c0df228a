"""The API's addresses under `/api/v1/`, each noun with its views."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from goals.api.challenges import ChallengeViewSet
from goals.api.goals import GoalViewSet
from goals.api.metrics import MetricViewSet
from goals.api.readings import ReadingsView
from goals.api.rewards import RewardViewSet
from teams.api.notices import NoticeViewSet
from teams.api.teams import AgentViewSet, TeamViewSet

app_name = "api"

router = SimpleRouter()
router.register("teams", TeamViewSet, basename="team")
router.register("agents", AgentViewSet, basename="agent")
router.register("metrics", MetricViewSet, basename="metric")
router.register("goals", GoalViewSet, basename="goal")
router.register("notices", NoticeViewSet, basename="notice")
router.register("challenges", ChallengeViewSet, basename="challenge")
router.register("rewards", RewardViewSet, basename="reward")

urlpatterns: list[URLPattern | URLResolver] = [
    path("readings/", ReadingsView.as_view(), name="readings"),
    *router.urls,
]
