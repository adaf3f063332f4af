"""Every address on one page: what answers on the platform's host and on a tenant's host, and who may enter.

A guard on each group says who; a route without one stops the program at its start (`check_all_guarded`).
"""

from typing import Any

from billing.cap_pages import CapPages
from billing.checkout_pages import CheckoutPages
from billing.detail_pages import DetailPages
from billing.event_pages import EventPages as StripeEventPages
from billing.leaving_pages import CancelPages, ReturnPages
from billing.operator_pages import OperatorBillingPages, OperatorTenantPages
from billing.pages import BillingPages, InvoicePages
from billing.plan_pages import ChangePages as PlanChangePages
from billing.plan_pages import PlanPages
from billing.program_pages import BillingApi
from billing.seat_pages import SeatPages
from billing.trial_pages import TrialPages
from billing.webhook_pages import StripeEvents
from polydesk.announcements.pages import AnnouncementPages, EndPages
from polydesk.api.asking_pages import AskingApi
from polydesk.api.bearer import token_for
from polydesk.api.report_pages import ReportApi
from polydesk.api.token_pages import AccessTokenPages
from polydesk.desk import (
    absence_pages,
    aftermath_pages,
    answer_pages,
    batch_pages,
    canned_choice_pages,
    canned_pages,
    category_pages,
    home_pages,
    mail_pages,
    merge_pages,
    new_ticket_pages,
    organisation_pages,
    participant_pages,
    person_pages,
    priority_name_pages,
    priority_pages,
    queue_pages,
    search_pages,
    service_pages,
    settings_pages,
    sharing_pages,
    silence_pages,
    spam_pages,
    stream_pages,
    survey_pages,
    ticket_pages,
    view_pages,
    writing_pages,
)
from polydesk.faq.article_pages import ArticlePages, TextPages, WritingAids
from polydesk.faq.category_pages import CategoryPages
from polydesk.faq.gap_pages import GapPages
from polydesk.faq.machine_draft_pages import MachineDraftPages
from polydesk.faq.synonym_pages import SynonymPages
from polydesk.faq.tree_pages import TreePages
from polydesk.faq.version_pages import VersionPages
from polydesk.fields.option_pages import OptionPages
from polydesk.fields.pages import FieldPages
from polydesk.fields.type_pages import TypePages
from polydesk.intake.account_pages import MailAccountPages
from polydesk.intake.inbox_pages import InboxPages
from polydesk.intake.pages import MailInPages
from polydesk.kernel.mail.mailbox_pages import MailboxPages
from polydesk.kernel.mail.operator_pages import OperatorMailPages
from polydesk.kernel.mail.ses_pages import SesEvents
from polydesk.kernel.outbox.pages import DeadLetterPages
from polydesk.kernel.settings import settings
from polydesk.kernel.storage.pages import FilePages
from polydesk.kernel.web import anyone, assets, health, theme
from polydesk.kernel.web.routing import Router
from polydesk.mail_texts.pages import MailTextPages
from polydesk.mail_texts.preview_pages import PreviewPages as MailPreviewPages
from polydesk.mail_texts.version_pages import VersionPages as MailVersionPages
from polydesk.mailroom.habit_pages import HabitPages
from polydesk.notices.browser_pages import BrowserPages, WorkerPages
from polydesk.notices.company_pages import NoticeDefaultPages
from polydesk.notices.pages import NoticePages
from polydesk.notices.setting_pages import NoticeSettingPages
from polydesk.reports.report_mail_pages import ReportMailPages, WayOutPages
from polydesk.reports.service_level_pages import AllReports, AttainmentPages, BehindPages, ExcusePages
from polydesk.reports.survey_pages import AnswerPages, SurveyProgramPages, SurveyReportPages
from polydesk.reports.tickets_pages import TicketProgramPages, TicketReportPages, TicketsBehindPages
from polydesk.reports.wall_pages import SharedWallPages, WallLinkPages, WallPages
from polydesk.schedules import (
    calendar_pages,
    editor_pages,
    exception_pages,
    holiday_pages,
    import_pages,
    list_pages,
    version_pages,
)
from polydesk.senders.pages import SenderPages
from polydesk.sla import (
    change_pages,
    contract_pages,
    matrix_pages,
    policy_editor_pages,
    policy_pages,
    receipt_pages,
    shared_pages,
)
from polydesk.sla.help_pages import HelpPages
from polydesk.translating.coverage_pages import CoveragePages
from polydesk.translating.draft_pages import DraftPages
from polydesk.translating.exchange_pages import ExchangePages
from polydesk.translating.machine_pages import MachinePages
from polydesk.translating.text_pages import TextPages as TranslationPages
from polydesk.webhooks.pages import WebhookPages
from portal import hours_mark
from portal.crawlers import CrawlerPages
from portal.faq import FaqPages
from portal.home import HomePages
from portal.hours import HoursPages
from portal.search import SearchPages
from portal.sign_in.account import CustomerAccountPages
from portal.sign_in.pages import CustomerSignInPages, CustomerSignOutPages
from portal.tickets.guest import GuestTicketPages
from portal.tickets.new import NewTicketPages, PromisePages, QuestionPages, thank
from portal.tickets.own import MyTicketPages, MyTicketsPages
from portal.tickets.solved import SolvedPages
from surveys.doubt_pages import DoubtPages
from surveys.form_pages import FormPages
from surveys.form_preview_pages import FormPreviewPages
from surveys.form_version_pages import FormVersionPages
from surveys.opt_out_pages import OptOutPages
from surveys.pages import RatePages
from surveys.praise_pages import PraisePages
from surveys.setting_pages import AskingPages
from tenants.admin import (
    addresses,
    audit_pages,
    brand_pages,
    further_brand_pages,
    home,
    invitation_pages,
    people_pages,
    previewing,
    role_pages,
    setting_pages,
    setting_up,
    team_pages,
)
from tenants.brand_files import BrandFilePages
from tenants.closing.pages import ClosingPages, ExportPages
from tenants.console import pages as console
from tenants.doors.account import AccountPages, AccountSessionPages
from tenants.doors.confirming import ConfirmPages
from tenants.doors.hosts import HostPages
from tenants.doors.invitation import InvitationPages
from tenants.doors.landing import LandingPages
from tenants.doors.language import LanguagePages
from tenants.doors.platform_sign_in import (
    DeskPages,
    PlatformSignInPages,
    PlatformSignOutPages,
    SignInLinkPages,
    WalkingOverPages,
)
from tenants.doors.resetting import ResetPages
from tenants.doors.sign_in import EnterPages, SignInPages, SignOutPages, SwitchPages
from tenants.doors.signing_up import SignUpPages, SlugPages
from tenants.guards import beholder, member, reader, requester, visitor
from tenants.platform_guards import identity, operator, passer_by
from tenants.sso.admin_pages import SsoAdminPages
from tenants.sso.door_pages import SsoAccountPages, SsoDoorPages


def platform() -> list[Router]:
    """What answers on the platform's host, made anew for each application that takes it."""
    return [
        entering(anyone, health.healthz, health.readyz, health.figures),
        entering(anyone, assets.serve_asset, theme.choose_theme, *_mailbox()),
        entering(anyone, SesEvents),
        entering(anyone, HostPages, LanguagePages, WalkingOverPages, PlatformSignOutPages),
        entering(passer_by, LandingPages, SignUpPages, SlugPages, PlatformSignInPages, SignInLinkPages),
        entering(passer_by, ConfirmPages, ResetPages),
        entering(identity, DeskPages),
        entering(operator, console.ConsolePages, console.TenantPages, DeadLetterPages, OperatorMailPages),
        *_platform_billing(),
    ]


def tenant() -> list[Router]:
    """What answers on a tenant's host, likewise."""
    return [
        entering(anyone, assets.serve_asset, theme.choose_theme),
        entering(beholder, FilePages),
        entering(anyone, SsoDoorPages),
        entering(anyone, SignInPages, EnterPages, SignOutPages, InvitationPages, LanguagePages),
        entering(member("desk.enter"), SwitchPages, AccountPages, AccountSessionPages, SsoAccountPages),
        entering(member("sso.manage"), SsoAdminPages),
        entering(anyone, RatePages, OptOutPages),
        entering(anyone, BrandFilePages),
        entering(member("admin.enter"), home.AdminHomePages),
        entering(member("tenant.close"), ExportPages, ClosingPages),
        *_billing(),
        entering(member("settings.manage"), setting_up.WelcomePages, setting_pages.SettingPages, addresses.SlugPages),
        entering(member("settings.manage"), settings_pages.TicketSettingPages, settings_pages.OwnStatusPages),
        entering(member("settings.manage"), priority_name_pages.PriorityNamePages),
        entering(member("settings.manage"), spam_pages.SpamPages, category_pages.CategoryPages, WebhookPages),
        entering(member("settings.manage"), FieldPages, TypePages, OptionPages),
        entering(
            member("settings.manage"), list_pages.SchedulePages, editor_pages.EditorPages, version_pages.VersionPages
        ),
        entering(
            member("settings.manage"), exception_pages.CompanyExceptionPages, exception_pages.ScheduleExceptionPages
        ),
        entering(member("settings.manage"), holiday_pages.HolidayPages, import_pages.ImportPages),
        entering(member("settings.manage"), calendar_pages.CalendarPages, calendar_pages.HolidayDayPages),
        entering(member("settings.manage"), policy_pages.PolicyPages, policy_editor_pages.PolicyEditorPages),
        entering(member("settings.manage"), contract_pages.ContractPages, matrix_pages.MatrixPages),
        entering(member("settings.manage"), change_pages.ChangePages),
        entering(member("settings.manage"), home.ChecklistPages, home.SamplePages, AskingPages, DoubtPages),
        entering(member("settings.manage"), FormPages, FormVersionPages, FormPreviewPages, PraisePages),
        entering(member("settings.manage"), AnnouncementPages, EndPages),
        entering(member("settings.manage"), CoveragePages, TranslationPages, ExchangePages, MachinePages, DraftPages),
        entering(member("settings.manage"), MailInPages, InboxPages, MailAccountPages),
        entering(member("settings.manage"), MailTextPages, MailPreviewPages, MailVersionPages, SenderPages, HabitPages),
        entering(member("settings.manage"), AccessTokenPages),
        entering(token_for("reports.read"), ReportApi),
        entering(token_for("surveys.ask"), AskingApi),
        entering(
            member("brand.manage"),
            brand_pages.BrandPages,
            further_brand_pages.FurtherBrandPages,
            previewing.PreviewPages,
        ),
        entering(member("members.read"), people_pages.MemberListPages, role_pages.RolePages),
        entering(
            member("members.manage"), people_pages.MemberPages, invitation_pages.InvitationPages, team_pages.TeamPages
        ),
        entering(anyone, WayOutPages),
        entering(member("reports.read"), ReportMailPages),
        entering(member("reports.read"), AllReports, AttainmentPages, BehindPages),
        entering(member("reports.read"), TicketReportPages, TicketsBehindPages, TicketProgramPages),
        entering(member("reports.read"), SurveyReportPages, AnswerPages, SurveyProgramPages),
        entering(member("reports.read"), WallPages),
        entering(member("settings.manage"), WallLinkPages),
        entering(anyone, SharedWallPages),
        entering(member("sla.excuse"), ExcusePages, receipt_pages.ExcusePages),
        entering(member("audit.read"), audit_pages.AuditPages, audit_pages.AuditTablePages),
        portal_for(visitor, CustomerSignInPages, CustomerSignOutPages),
        portal_for(requester, CustomerAccountPages),
        entering(member("faq.write"), TreePages, CategoryPages, ArticlePages, TextPages, VersionPages, WritingAids),
        entering(member("faq.write"), GapPages, SynonymPages, MachineDraftPages),
        portal_for(reader, HomePages, FaqPages, SearchPages, HoursPages),
        portal_for(visitor, NewTicketPages, QuestionPages, PromisePages, thank, GuestTicketPages, SolvedPages),
        portal_for(visitor, shared_pages.SharedReceiptPages),
        portal_for(requester, MyTicketsPages, MyTicketPages),
        entering(anyone, CrawlerPages),
        entering(member("desk.enter"), home_pages.HomePages, NoticePages, HelpPages),
        entering(member("desk.enter"), NoticeSettingPages, BrowserPages),
        entering(member("settings.manage"), NoticeDefaultPages),
        entering(anyone, WorkerPages),
        entering(member("tickets.read"), queue_pages.QueuePages, ticket_pages.TicketPages, search_pages.SearchPages),
        entering(member("tickets.read"), view_pages.ViewPages, absence_pages.AbsencePages, stream_pages.StreamPages),
        entering(member("tickets.read"), writing_pages.DraftPages, sharing_pages.SharingPages),
        entering(member("tickets.read"), receipt_pages.ReceiptPages),
        entering(member("tickets.note"), writing_pages.NotePages),
        entering(member("tickets.reply"), participant_pages.ParticipantPages),
        entering(member("tickets.reply"), writing_pages.ReplyPages, receipt_pages.LinkPages, mail_pages.MailPages),
        entering(member("tickets.reply"), survey_pages.SurveyPages),
        entering(member("tickets.reply"), canned_pages.CannedPages, canned_choice_pages.CannedChoicePages),
        entering(member("tickets.assign"), ticket_pages.AssignmentPages),
        entering(
            member("tickets.change"), ticket_pages.ChangePages, priority_pages.PriorityPages, batch_pages.BatchPages
        ),
        entering(
            member("tickets.change"), service_pages.TagPages, service_pages.KnownTagPages, service_pages.ImpactPages
        ),
        entering(member("tickets.change"), service_pages.OrganisationChoicePages, merge_pages.MergePages),
        entering(
            member("tickets.change"),
            service_pages.CategoryChoicePages,
            service_pages.BrandChoicePages,
            answer_pages.AnswerPages,
        ),
        entering(member("tickets.change"), silence_pages.SilencePages),
        entering(member("tickets.change"), aftermath_pages.FollowUpPages, aftermath_pages.ComplaintPages),
        entering(member("tickets.assign"), aftermath_pages.FollowUpAssigneePages),
        entering(member("tickets.spam"), ticket_pages.SpamPages),
        entering(member("tickets.create"), new_ticket_pages.NewTicketPages),
        entering(member("customers.read"), person_pages.PersonPages, organisation_pages.OrganisationPages),
    ]


def entering(guard: Any, *pages: Any) -> Router:
    """These pages, for whom this guard lets in."""
    return Router("/", guards=[guard], route_handlers=list(pages))


def portal_for(guard: Any, *pages: Any) -> Router:
    """The same for pages of the portal: each of them says whether somebody is there now."""
    return Router("/", guards=[guard], before_request=hours_mark.bring, route_handlers=list(pages))


def _mailbox() -> list[Any]:
    """Only where mails are captured instead of sent, on a machine of one's own, can anybody read them."""
    return [MailboxPages] if settings().captures_mail else []


def _platform_billing() -> list[Router]:
    """A house that bills nobody has no page and no address about it."""
    if not settings().bills:
        return []
    return [
        entering(anyone, StripeEvents),
        entering(operator, StripeEventPages, OperatorBillingPages, OperatorTenantPages),
    ]


def _billing() -> list[Router]:
    if not settings().bills:
        return []
    return [
        entering(member("billing.manage"), BillingPages, InvoicePages, PlanPages, PlanChangePages, CheckoutPages),
        entering(member("billing.manage"), SeatPages, DetailPages, CapPages, TrialPages),
        entering(token_for("billing.read"), BillingApi),
        entering(member("tenant.close"), CancelPages, ReturnPages),
    ]
