"""The API's addresses under `/api/v1/`, each noun with its views."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from escalations.api.authority import LevelViewSet, ProposalViewSet
from escalations.api.cases import EscalationViewSet
from escalations.api.categories import CategoryViewSet
from escalations.api.causes import CauseViewSet
from escalations.api.duty import DutyViewSet
from escalations.api.limits import LimitViewSet
from escalations.api.playbook import ProtocolViewSet
from escalations.api.remedies import RemedyViewSet
from escalations.api.reports import ReportRowsView, ReportView
from escalations.api.told import ConflictViewSet, TrainingCaseViewSet
from feedback.api import pulse, staying
from feedback.api.appraisals import AppraisalViewSet
from feedback.api.delegated import TaskViewSet
from feedback.api.difficult_talks import TalkViewSet
from feedback.api.help import HelpViewSet
from feedback.api.ideas import IdeaViewSet
from feedback.api.kudos import KudosViewSet
from feedback.api.notes import NoteViewSet
from feedback.api.one_to_ones import AgreementViewSet, OneToOneViewSet
from feedback.api.praise import PraiseViewSet
from goals.api.balance import PlanLineViewSet
from goals.api.challenges import ChallengeViewSet
from goals.api.goals import GoalViewSet
from goals.api.metrics import MetricViewSet
from goals.api.readings import ReadingsView
from goals.api.rewards import RewardViewSet
from teams.api.absences import AbsenceViewSet
from teams.api.decisions import DecisionViewSet
from teams.api.huddles import HuddleViewSet
from teams.api.learning import GivenViewSet, PathViewSet
from teams.api.notices import NoticeViewSet
from teams.api.search import SearchView
from teams.api.study import StudyViewSet
from teams.api.teams import AgentViewSet, TeamViewSet

app_name = "api"

router = SimpleRouter()
router.register("teams", TeamViewSet, basename="team")
router.register("agents", AgentViewSet, basename="agent")
router.register("absences", AbsenceViewSet, basename="absence")
router.register("metrics", MetricViewSet, basename="metric")
router.register("goals", GoalViewSet, basename="goal")
router.register("notices", NoticeViewSet, basename="notice")
router.register("learning/paths", PathViewSet, basename="learning-path")
router.register("learning/given", GivenViewSet, basename="learning-given")
router.register("study", StudyViewSet, basename="study")
router.register("decisions", DecisionViewSet, basename="decision")
router.register("huddles", HuddleViewSet, basename="huddle")
router.register("plan-lines", PlanLineViewSet, basename="plan-line")
router.register("challenges", ChallengeViewSet, basename="challenge")
router.register("rewards", RewardViewSet, basename="reward")
router.register("help", HelpViewSet, basename="help")
router.register("kudos", KudosViewSet, basename="kudos")
router.register("praise", PraiseViewSet, basename="praise")
router.register("one-to-ones", OneToOneViewSet, basename="one-to-one")
router.register("agreements", AgreementViewSet, basename="agreement")
router.register("escalations", EscalationViewSet, basename="escalation")
router.register("protocols", ProtocolViewSet, basename="protocol")
router.register("categories", CategoryViewSet, basename="category")
router.register("limits", LimitViewSet, basename="limit")
router.register("limit-proposals", ProposalViewSet, basename="limit-proposal")
router.register("levels", LevelViewSet, basename="level")
router.register("remedies", RemedyViewSet, basename="remedy")
router.register("training-cases", TrainingCaseViewSet, basename="training-case")
router.register("causes", CauseViewSet, basename="cause")
router.register("conflicts", ConflictViewSet, basename="conflict")
router.register("appraisals", AppraisalViewSet, basename="appraisal")
router.register("duty", DutyViewSet, basename="duty")
router.register("notes", NoteViewSet, basename="note")
router.register("talks", TalkViewSet, basename="talk")
router.register("tasks", TaskViewSet, basename="task")
router.register("ideas", IdeaViewSet, basename="idea")
router.register("pulse/results", pulse.ResultViewSet, basename="pulse-result")

urlpatterns: list[URLPattern | URLResolver] = [
    path("readings/", ReadingsView.as_view(), name="readings"),
    path("reports/escalations/", ReportView.as_view(), name="report"),
    path("reports/escalations/rows/", ReportRowsView.as_view(), name="report-rows"),
    path("reports/staying/", staying.StayingView.as_view(), name="staying"),
    path("reports/staying/left/", staying.LeftView.as_view(), name="left"),
    path("reports/staying/left/<int:pk>/", staying.WhyView.as_view(), name="left-why"),
    path("search/", SearchView.as_view(), name="search"),
    path("pulse/", pulse.QuestionView.as_view(), name="pulse"),
    path("pulse/answer/", pulse.AnswerView.as_view(), name="pulse-answer"),
    *router.urls,
]
