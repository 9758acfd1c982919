// Generated from keeper-api by its tests. Do not edit.

/**
 * Adds an account by hand.
 */
export type AccountAddRequest = { 
/**
 * Hub ID.
 */
hub_id: HubId, 
/**
 * What to call it.
 */
name?: string, 
/**
 * Its type.
 */
account_type: AccountType, };

/**
 * What kind of account it is, in HubSpot's words
 * (Account information API, `accountType`).
 */
export type AccountType = "standard" | "developer_test" | "sandbox" | "app_developer" | "unknown";

/**
 * One account.
 */
export type AccountView = { 
/**
 * Hub ID.
 */
hub_id: HubId, 
/**
 * Its name, else domain.
 */
name: string | null, 
/**
 * Its domain.
 */
domain: string | null, 
/**
 * Its type.
 */
account_type: AccountType, 
/**
 * Whether apps can be installed on it.
 */
can_host: boolean, 
/**
 * When this computer last made a call on it.
 */
last_call_at: Timestamp | null, 
/**
 * When a developer test account expires at the earliest; none for other
 * types. Calls from elsewhere keep it alive, too.
 */
expires_at_the_earliest: Timestamp | null, 
/**
 * The installation that can make a call to keep it alive.
 */
keep_alive_by: InstallationId | null, 
/**
 * How many installations it has here.
 */
installations: number, };

/**
 * Writes the activity that matches to a file, all of it.
 */
export type ActivityExportRequest = { 
/**
 * Which lines; offset and limit don't count.
 */
question: ActivityQueryRequest, 
/**
 * How.
 */
format: ExportFormat, };

/**
 * What happened.
 */
export type ActivityKind = "app_saved" | "app_removed" | "installed" | "reauthorized" | "armed" | "install_failed" | "quarantined" | "grant_discarded" | "refreshed" | "refresh_refused" | "refresh_postponed" | "profile_refused" | "token_unreadable" | "outcome_unknown" | "profile_accepted" | "token_copied" | "called" | "call_failed" | "version_missing" | "revoked" | "uninstalled" | "exit_failed" | "forgotten" | "restored" | "vault_locked" | "vault_unlocked" | "vault_changed" | "vault_restored" | "account_added" | "annotated";

/**
 * A window of the activity list.
 */
export type ActivityPageView = { 
/**
 * How many match.
 */
total: number, 
/**
 * The lines asked for.
 */
rows: Array<ActivityView>, };

/**
 * Asks for a window of the activity list, newest first.
 */
export type ActivityQueryRequest = { 
/**
 * Of this app only.
 */
app?: AppId, 
/**
 * Of this account only.
 */
hub_id?: HubId, 
/**
 * Of this installation only.
 */
installation?: InstallationId, 
/**
 * Of these kinds only.
 */
kinds: Array<ActivityKind>, 
/**
 * Only those at which something went wrong.
 */
failures_only: boolean, 
/**
 * Words that the app's or account's name, the domain, the hub ID, the
 * code, HubSpot's status or the correlation ID must hold.
 */
search: string, 
/**
 * From then on.
 */
since?: number, 
/**
 * Before then.
 */
until?: number, 
/**
 * From which place on.
 */
offset: number, 
/**
 * How many at the most; at most 500.
 */
limit: number, };

/**
 * One line of the activity list.
 */
export type ActivityView = { 
/**
 * When.
 */
at: Timestamp, 
/**
 * What.
 */
kind: ActivityKind, 
/**
 * To which app.
 */
app: AppId | null, 
/**
 * The app's name.
 */
app_name: string | null, 
/**
 * To which account.
 */
hub_id: HubId | null, 
/**
 * The account's name.
 */
account_name: string | null, 
/**
 * To which installation.
 */
installation: InstallationId | null, 
/**
 * What went wrong.
 */
code: Code | null, 
/**
 * HubSpot's own `status`.
 */
hubspot_status: string | null, 
/**
 * HubSpot's correlation ID.
 */
correlation_id: string | null, 
/**
 * On whose behalf.
 */
by: Actor, };

/**
 * On whose behalf something happened.
 */
export type Actor = "person" | "schedule";

/**
 * Sets what a person wrote.
 */
export type AnnotateRequest = { 
/**
 * About which installation.
 */
id: InstallationId, 
/**
 * Free text.
 */
notes: string, 
/**
 * Words to filter by.
 */
tags: Array<string>, 
/**
 * How eagerly it is kept alive.
 */
keep_alive: KeepAlive, };

/**
 * What still waits after another try to save answers.
 */
export type AnswersSavedView = { 
/**
 * Those that still wait.
 */
unsaved: UnsavedView | null, };

/**
 * Which generation of HubSpot's OAuth endpoints is called.
 */
export type ApiVersion = "2026-09" | "2026-03" | "v3" | "v1";

/**
 * A draft to be checked as it is typed; nothing is kept.
 */
export type AppCheckRequest = { 
/**
 * The fields.
 */
app: AppInput, };

/**
 * What is wrong with a draft, and what would come of it.
 */
export type AppCheckView = { 
/**
 * Findings by field.
 */
findings: Array<Finding>, 
/**
 * The authorization URL with the first redirect URL; the state is a
 * placeholder.
 */
authorize_url: string, };

/**
 * What a person fills in, field by field. Text as typed; [`check`] says what
 * is wrong with it.
 */
export type AppDraft = { 
/**
 * Name, as users of HubSpot see it.
 */
name: string, 
/**
 * Description.
 */
description: string, 
/**
 * Help for its users.
 */
support: Support, 
/**
 * Where it stands in its maker's life.
 */
environment: Environment, 
/**
 * How it is handed to accounts.
 */
distribution: Distribution, 
/**
 * HubSpot's number for the app, where known.
 */
hubspot_app_id: number | null, 
/**
 * Client ID, a UUID.
 */
client_id: string, 
/**
 * The host of the authorization URL.
 */
authorize_host: string, 
/**
 * Which endpoints are called.
 */
api_version: ApiVersion, 
/**
 * Whether a code challenge is sent.
 */
pkce: boolean, 
/**
 * Redirect URLs, exactly as registered at HubSpot.
 */
redirect_urls: Array<string>, 
/**
 * The project file that it was imported from, to be compared with.
 */
source: AppSource | null, 
/**
 * Must all be in `scope` of the authorization URL, and be granted.
 */
required_scopes: Array<string>, 
/**
 * May be in `scope`; installing fails where the account lacks one.
 */
conditionally_required_scopes: Array<string>, 
/**
 * Only in `optional_scope`; left off where the account lacks one.
 */
optional_scopes: Array<string>, };

/**
 * An open finding about a profile.
 */
export type AppFaultView = { 
/**
 * What.
 */
code: Code, 
/**
 * Since when.
 */
since: Timestamp, };

/**
 * Names one app profile on this computer. Not HubSpot's app ID.
 */
export type AppId = string;

/**
 * What the form of an app holds.
 */
export type AppInput = { 
/**
 * Which app it changes; none for a new one.
 */
id?: AppId, 
/**
 * A new client secret; absent leaves what is kept.
 */
client_secret?: string, 
/**
 * Whether the secret before is kept for a rotation.
 */
keep_former_secret?: boolean, 
/**
 * Name, as users of HubSpot see it.
 */
name: string, 
/**
 * Description.
 */
description: string, 
/**
 * Help for its users.
 */
support: Support, 
/**
 * Where it stands in its maker's life.
 */
environment: Environment, 
/**
 * How it is handed to accounts.
 */
distribution: Distribution, 
/**
 * HubSpot's number for the app, where known.
 */
hubspot_app_id: number | null, 
/**
 * Client ID, a UUID.
 */
client_id: string, 
/**
 * The host of the authorization URL.
 */
authorize_host: string, 
/**
 * Which endpoints are called.
 */
api_version: ApiVersion, 
/**
 * Whether a code challenge is sent.
 */
pkce: boolean, 
/**
 * Redirect URLs, exactly as registered at HubSpot.
 */
redirect_urls: Array<string>, 
/**
 * The project file that it was imported from, to be compared with.
 */
source: AppSource | null, 
/**
 * Must all be in `scope` of the authorization URL, and be granted.
 */
required_scopes: Array<string>, 
/**
 * May be in `scope`; installing fails where the account lacks one.
 */
conditionally_required_scopes: Array<string>, 
/**
 * Only in `optional_scope`; left off where the account lacks one.
 */
optional_scopes: Array<string>, };

/**
 * A draft read from an authorization URL.
 */
export type AppParsedView = { 
/**
 * What could be read.
 */
app: AppDraft, 
/**
 * What is wrong with the URL.
 */
findings: Array<Finding>, };

/**
 * Names an app.
 */
export type AppRequest = { 
/**
 * Which.
 */
id: AppId, };

/**
 * A draft to be saved.
 */
export type AppSaveRequest = { 
/**
 * The fields.
 */
app: AppInput, };

/**
 * An app was saved.
 */
export type AppSavedView = { 
/**
 * Its name on this computer.
 */
id: AppId, };

/**
 * An app's scopes, by HubSpot's three kinds. Order is as typed; a name
 * stands in one list only.
 */
export type AppScopes = { 
/**
 * Must all be in `scope` of the authorization URL, and be granted.
 */
required_scopes: Array<string>, 
/**
 * May be in `scope`; installing fails where the account lacks one.
 */
conditionally_required_scopes: Array<string>, 
/**
 * Only in `optional_scope`; left off where the account lacks one.
 */
optional_scopes: Array<string>, };

/**
 * Where a profile came from: one app of a developer project on this computer.
 */
export type AppSource = { 
/**
 * The file or folder that was chosen.
 */
path: string, 
/**
 * The app's `uid` in it, where it has one.
 */
uid: string | null, 
/**
 * The profile (`hsprofile.<name>.json`) whose variables were put in.
 */
profile: string | null, };

/**
 * One app.
 */
export type AppView = { 
/**
 * Its name on this computer.
 */
id: AppId, 
/**
 * Its logo, as an address that needs nothing fetched.
 */
logo: string | null, 
/**
 * When its client secret was set; it is never shown.
 */
secret_set_at: number | null, 
/**
 * When the secret before was moved aside.
 */
former_secret_set_at: number | null, 
/**
 * What HubSpot refused about the profile, if it did.
 */
fault: AppFaultView | null, 
/**
 * Its installations, by health; grants included.
 */
health: Partial<Record<Health, number>>, 
/**
 * When it was first saved.
 */
created_at: Timestamp, 
/**
 * When it was last saved.
 */
updated_at: Timestamp, 
/**
 * Name, as users of HubSpot see it.
 */
name: string, 
/**
 * Description.
 */
description: string, 
/**
 * Help for its users.
 */
support: Support, 
/**
 * Where it stands in its maker's life.
 */
environment: Environment, 
/**
 * How it is handed to accounts.
 */
distribution: Distribution, 
/**
 * HubSpot's number for the app, where known.
 */
hubspot_app_id: number | null, 
/**
 * Client ID, a UUID.
 */
client_id: string, 
/**
 * The host of the authorization URL.
 */
authorize_host: string, 
/**
 * Which endpoints are called.
 */
api_version: ApiVersion, 
/**
 * Whether a code challenge is sent.
 */
pkce: boolean, 
/**
 * Redirect URLs, exactly as registered at HubSpot.
 */
redirect_urls: Array<string>, 
/**
 * The project file that it was imported from, to be compared with.
 */
source: AppSource | null, 
/**
 * Must all be in `scope` of the authorization URL, and be granted.
 */
required_scopes: Array<string>, 
/**
 * May be in `scope`; installing fails where the account lacks one.
 */
conditionally_required_scopes: Array<string>, 
/**
 * Only in `optional_scope`; left off where the account lacks one.
 */
optional_scopes: Array<string>, };

/**
 * Waits for one installation that is started elsewhere.
 */
export type ArmRequest = { 
/**
 * Of which app.
 */
app: AppId, 
/**
 * At which of its redirect URLs; on `localhost`.
 */
redirect_url: string, };

/**
 * An installation started elsewhere is waited for.
 */
export type ArmedView = { 
/**
 * The flow.
 */
flow: FlowId, 
/**
 * When it stops.
 */
expires_at: Timestamp, };

/**
 * A question. The list is closed, and so are the answers.
 */
export type Ask = "which_page" | "names_scopes" | "every_account";

/**
 * Names a copy of the vault.
 */
export type BackupRequest = { 
/**
 * Its name, as the list has it.
 */
name: string, 
/**
 * What opened it when it was made, for one under another key.
 */
then?: ProofRequest, };

/**
 * A copy has taken the vault's place.
 */
export type BackupRestoredView = { 
/**
 * From when it is: what was saved since is no longer there.
 */
from: Timestamp, 
/**
 * The vault as it was before, among the copies: restoring it undoes this.
 */
former: BackupView, 
/**
 * How the vault stands now; it may have to be unlocked.
 */
vault: VaultView, };

/**
 * A copy of the vault.
 */
export type BackupView = { 
/**
 * What it is restored by.
 */
name: string, 
/**
 * When it was made.
 */
made_at: Timestamp, 
/**
 * Its length in bytes.
 */
size: number, };

/**
 * Names one batch of refreshes. Lives in memory only.
 */
export type BatchId = string;

/**
 * Names a batch.
 */
export type BatchRequest = { 
/**
 * Which.
 */
batch: BatchId, };

/**
 * A batch was started.
 */
export type BatchStartedView = { 
/**
 * Which.
 */
batch: BatchId, 
/**
 * Of how many.
 */
total: number, };

/**
 * How a batch of refreshes ended.
 */
export type BatchSummary = { 
/**
 * Proven good.
 */
proven: number, 
/**
 * Refused by HubSpot: need reauthorization.
 */
refused: number, 
/**
 * To be tried again later.
 */
postponed: number, 
/**
 * Not tried because the app's profile is wrong, or the tokens can't be
 * opened.
 */
skipped: number, 
/**
 * Not tried because the batch was cancelled.
 */
cancelled: number, };

/**
 * A batch.
 */
export type BatchView = { 
/**
 * Which.
 */
batch: BatchId, 
/**
 * Of how many.
 */
total: number, 
/**
 * How many are done.
 */
done: number, 
/**
 * Whether it has ended.
 */
finished: boolean, 
/**
 * How those done went.
 */
summary: BatchSummary, 
/**
 * What stopped it before its end.
 */
problem: Problem | null, };

/**
 * What came of reading the account behind an installation.
 */
export type CallView = { 
/**
 * The HTTP status.
 */
http_status: number, 
/**
 * How long the answer took, in milliseconds.
 */
took_ms: number, 
/**
 * HubSpot's correlation ID, where it sent one.
 */
correlation_id: string | null, 
/**
 * What is left of the rate limit, where HubSpot says so.
 */
rate_limit: RateLimitView | null, 
/**
 * Whether the access token was refreshed first.
 */
refreshed: boolean, 
/**
 * The account, as HubSpot names it.
 */
hub_id: HubId | null, 
/**
 * Its name, where HubSpot sends one.
 */
name: string | null, 
/**
 * Its type.
 */
account_type: AccountType, 
/**
 * Where its data lives.
 */
data_hosting: string | null, 
/**
 * Its time zone.
 */
time_zone: string | null, };

/**
 * Which installations, row by row or as a whole list.
 */
export type ChosenRequest = { 
/**
 * Which.
 */
ids: Array<InstallationId>, } | { 
/**
 * Which list.
 */
snapshot: number, 
/**
 * All but these.
 */
except: Array<InstallationId>, };

/**
 * One account of HubSpot's CLI.
 */
export type CliAccountView = { 
/**
 * Hub ID.
 */
hub_id: HubId, 
/**
 * Its name in the CLI.
 */
name: string | null, 
/**
 * Its type.
 */
account_type: AccountType, 
/**
 * Whether it is known here already.
 */
known: boolean, };

/**
 * Accounts that HubSpot's CLI knows: numbers, names and types only.
 */
export type CliAccountsView = { 
/**
 * The file that was read.
 */
path: string, 
/**
 * The accounts.
 */
accounts: Array<CliAccountView>, };

/**
 * A state of the world that a person can be told about.
 */
export type Code = "AppInvalid" | "AppUnknown" | "AppClientIdTaken" | "AppHasInstallations" | "NameInvalid" | "TextTooLong" | "ClientIdShape" | "ClientIdMissing" | "ClientSecretMissing" | "ClientSecretShape" | "HubSpotAppIdShape" | "EmailShape" | "UrlShape" | "AuthorizeHostUnusual" | "ApiVersionDiagnostic" | "ApiVersionEnds" | "PkceUndocumented" | "RedirectUrlMissing" | "RedirectUrlShape" | "RedirectUrlScheme" | "RedirectUrlSchemeMissing" | "RedirectUrlUnseen" | "RedirectUrlBackslash" | "RedirectUrlSpelling" | "RedirectUrlAnswerInQuery" | "RedirectUrlIpAddress" | "RedirectUrlHost" | "RedirectUrlExtras" | "RedirectUrlTwice" | "RedirectUrlNotRegistered" | "RedirectUrlNeedsRelay" | "RedirectPortMissing" | "RedirectPortEighty" | "RedirectPortPrivileged" | "RedirectPortBusy" | "RedirectListenerFailed" | "ScopesMissing" | "ScopeUnknown" | "ScopeInTwoKinds" | "ScopeShape" | "ScopeDeprecated" | "ScopeKindWrong" | "ScopeOauthMissing" | "ScopeRights" | "LinkNotHubSpot" | "LinkParameterName" | "LinkPlusForSpace" | "LinkWithoutState" | "LinkParameterMissing" | "LinkParameterTwice" | "LinkParameterExtra" | "LinkSurrounded" | "LinkEscaped" | "LinkSplit" | "LinkSchemeMissing" | "LinkWrapped" | "LinkCommaForSpace" | "AccountCannotHost" | "AuthorizeHostRegion" | "InstallLimitNear" | "InstallLimitReached" | "AppFaultOpen" | "FlowOnSameRedirectUrl" | "PasteOnly" | "CheckPassed" | "PageRedirectMismatch" | "PageScopesInsufficient" | "PageScopeUnknown" | "PageScopeMisplaced" | "PageSignedOut" | "PageClientIdUnknown" | "PageRegionWrong" | "PageAccountLacksTier" | "PageUserLacksRights" | "PageContactsScopeDeprecated" | "PageAppNotApproved" | "PageUseNotSigned" | "FlowUnknown" | "FlowExpired" | "FlowCancelled" | "RedirectNonsense" | "RedirectStateMismatch" | "ConsentDenied" | "BrowserFailed" | "LinkUnexpected" | "ArmedNeedsLoopback" | "ArmedAlready" | "ArmedExpired" | "ArmedSlept" | "GrantUnconfirmed" | "SchemeByPackageOnly" | "SchemeNotRegistered" | "SchemeUntold" | "SchemeUnopened" | "SchemeSilent" | "RelayPublished" | "RelayDiffers" | "RelayMissing" | "RelayRedirects" | "RelayUnreachable" | "FileUnwritable" | "HubSpotUnreachable" | "HubSpotTimeout" | "HubSpotUnavailable" | "RateLimited" | "AccountLocked" | "AnswerUnexpected" | "CodeRefused" | "RedirectUrlMismatch" | "CodeVerifierRefused" | "ClientIdRefused" | "ClientSecretRefused" | "EndpointVersionMissing" | "RefreshTokenOfOtherApp" | "ProfileRefused" | "RefreshRejected" | "AccountGone" | "AccessTokenRefused" | "ScopeNotGranted" | "EndpointMissing" | "InstallationUnknown" | "AccountMismatch" | "AppMismatch" | "TokenForOtherApp" | "TokenForOtherAccount" | "GrantHeld" | "InstallationExists" | "AccountHasInstallations" | "TokenGone" | "TokenUnreadable" | "AnswerUnsaved" | "OutcomeUnknown" | "TokenShared" | "UninstallNeedsToken" | "ConfirmationMismatch" | "ImportCancelled" | "NoTokenForAccount" | "BatchUnknown" | "SnapshotGone" | "VaultLocked" | "VaultNotSetUp" | "KeyringUnavailable" | "KeyringLocked" | "KeyringTimeout" | "KeyringEntryGone" | "NoSlotOpens" | "PassphraseWrong" | "PassphraseTooShort" | "PassphraseTooWeak" | "SealBroken" | "DataDirectoryInUse" | "DataDirectoryOfOtherTarget" | "DataDirectoryUnwritable" | "VaultTooNew" | "VaultDamaged" | "DiskFull" | "SaveFailed" | "ViewOnly" | "StatusFileBroken" | "StatusFileTooNew" | "ProxyShape" | "CertificatesUnreadable" | "FileUnreadable" | "FileTooLarge" | "FolderTooLarge" | "FileBroken" | "FileNotAnApp" | "AppFileStaticAuth" | "AppFilePrivate" | "AppFileSkipped" | "AppFieldStray" | "FileKeyTwice" | "PlaceholderUnset" | "FileChanged" | "ProjectFolderNotEmpty" | "ProjectProfileUnknown" | "ProjectUnknown" | "CliConfigMissing" | "BackupUnknown" | "BackupDamaged" | "BackupSealedOtherwise" | "SettingsUnreadable" | "SavedViewNameInvalid" | "SavedViewNameTaken" | "SavedViewsTooMany" | "LogoNotAnImage" | "LogoTooManyPixels" | "LogoBroken" | "KeyringAnswers" | "KeyringNotUsed" | "BrowserReady" | "BrowserMissing" | "BrowserUntold" | "SchemeOurs" | "SchemeOfOther" | "SchemeNobodys" | "PortFree" | "PortsNone" | "ClockRight" | "ClockOff" | "ClockUntold" | "HubSpotAnswers" | "HubSpotNameUnknown" | "HubSpotCertificateRefused" | "VersionThere" | "DataDirectoryWell" | "DiskSpaceLow" | "BackupMissing" | "ClipboardThere" | "PracticeThere" | "PracticeNotHere" | "CheckTimedOut" | "ClipboardUnavailable" | "PracticeUnavailable" | "ArgumentsInvalid" | "CommandUnknown" | "Internal";

/**
 * Every command: what it takes, and what it answers.
 */
export type Commands = { session_get: [Nothing, SessionView], world_enter: [WorldRequest, SessionView], session_quit: [QuitRequest, Nothing], answers_save: [Nothing, AnswersSavedView], settings_save: [SettingsPatch, SettingsView], settings_reset: [Nothing, SettingsView], doctor_run: [Nothing, DoctorView], doctor_copy: [Nothing, Nothing], doctor_save: [Nothing, DoctorSavedView], certificates_choose: [Nothing, SettingsView], status_share: [Nothing, StatusSharedView], status_open: [Nothing, StatusOpenedView], link_open: [LinkRequest, Nothing], app_list: [Nothing, Array<AppView>], app_get: [AppRequest, AppView], app_check: [AppCheckRequest, AppCheckView], app_save: [AppSaveRequest, AppSavedView], app_remove: [AppRequest, Nothing], app_logo_choose: [LogoRequest, LogoView], app_logo_remove: [LogoRequest, LogoView], app_parse: [TextRequest, AppParsedView], scope_catalogue: [Nothing, Array<ScopeEntry>], scope_search: [TextRequest, Array<ScopeFound>], scope_parse: [TextRequest, Pasted], redirect_probe: [RedirectProbeRequest, RedirectProbeView], page_explain: [PageExplainRequest, Decoded], page_open_corrected: [PageOpenRequest, Nothing], project_open: [ProjectOpenRequest, ProjectOpenedView], project_read: [ProjectReadRequest, ProjectView], project_export: [ProjectRequest, ProjectExportedView], project_compare: [ProjectRequest, ProjectDriftView], project_update: [ProjectRequest, ProjectDriftView], relay_export: [Nothing, RelayExportedView], relay_check: [RelayCheckRequest, RelayCheckView], scheme_status: [Nothing, SchemeView], scheme_register: [Nothing, SchemeView], scheme_remove: [Nothing, SchemeView], scheme_test: [Nothing, SchemeTestedView], install_preflight: [PreflightRequest, FindingsView], install_start: [InstallStartRequest, FlowStartedView], install_status: [FlowRequest, FlowView], install_list: [Nothing, Array<FlowView>], install_paste: [InstallPasteRequest, FlowView], install_open_browser: [FlowRequest, Nothing], install_cancel: [FlowRequest, Nothing], install_arm: [ArmRequest, ArmedView], install_confirm: [FlowRequest, FlowView], installation_add: [InstallationAddRequest, InstallationRequest], installation_import: [InstallationImportRequest, ImportStartedView], import_status: [ImportRequest, ImportView], import_cancel: [ImportRequest, Nothing], installation_query: [InstallationQueryRequest, InstallationPageView], installations_export: [InstallationsExportRequest, ExportedView], installation_get: [InstallationRequest, InstallationView], installation_refresh: [ChosenRequest, BatchStartedView], installation_reauthorize: [ReauthorizeRequest, FlowStartedView], installation_copy_token: [CopyTokenRequest, CopiedView], installation_call: [InstallationRequest, CallView], installation_annotate: [AnnotateRequest, Nothing], installation_revoke: [LeaveRequest, ExitView], installation_uninstall: [LeaveRequest, ExitView], installation_forget: [InstallationForgetRequest, Nothing], installation_restore: [InstallationRequest, Nothing], grant_keep: [InstallationRequest, InstallationRequest], grant_discard: [InstallationRequest, Nothing], grant_revoke: [InstallationRequest, Nothing], batch_status: [BatchRequest, BatchView], batch_cancel: [BatchRequest, Nothing], account_list: [Nothing, Array<AccountView>], account_add: [AccountAddRequest, Nothing], account_remove: [HubRequest, Nothing], account_keep_alive: [HubRequest, CallView], cli_accounts: [Nothing, CliAccountsView], matrix_query: [MatrixQueryRequest, MatrixPageView], activity_query: [ActivityQueryRequest, ActivityPageView], activity_export: [ActivityExportRequest, ExportedView], vault_status: [Nothing, VaultView], vault_set_up: [VaultSetUpRequest, VaultView], vault_unlock: [VaultUnlockRequest, VaultView], vault_lock: [Nothing, VaultView], vault_add_passphrase: [PassphraseRequest, VaultView], vault_remove_slot: [SlotRequest, VaultView], vault_make_recovery_code: [RecoveryCodeRequest, RecoveryWrittenView], vault_renew_key: [KeyRenewalRequest, RecoveryWrittenView], vault_judge_passphrase: [PassphraseStrengthRequest, PassphraseStrengthView], vault_start_afresh: [VaultSetUpRequest, VaultView], backup_list: [Nothing, Array<BackupView>], backup_make: [Nothing, BackupView], backup_restore: [BackupRequest, BackupRestoredView], };

/**
 * A token was copied.
 */
export type CopiedView = { 
/**
 * When the clipboard is cleared, if it still holds the token.
 */
clears_at: Timestamp, 
/**
 * When the token expires.
 */
expires_at: Timestamp, 
/**
 * Whether it was refreshed first.
 */
refreshed: boolean, };

/**
 * Copies a living access token to the clipboard.
 */
export type CopyTokenRequest = { 
/**
 * Of which installation.
 */
id: InstallationId, 
/**
 * In which form.
 */
form: TokenForm, };

/**
 * Numbers for the sidebar and the saved views.
 */
export type CountsView = { 
/**
 * Installations that aren't gone, and grants that wait.
 */
installations: number, 
/**
 * Those that need a person.
 */
needs_person: number, 
/**
 * Those that have a token.
 */
has_token: number, 
/**
 * Accounts.
 */
accounts: number, 
/**
 * Apps.
 */
apps: number, };

/**
 * What is said to it. Both lists are never full at once.
 */
export type Decoded = { 
/**
 * Likeliest first, at most three.
 */
explanations: Array<Explanation>, 
/**
 * What would have to be known to explain it.
 */
ask: Array<Ask>, };

/**
 * One difference.
 */
export type Difference = { 
/**
 * The field of the profile, such as `support.email`.
 */
field: string, } & ({ "kind": "added", 
/**
 * What.
 */
value: string, } | { "kind": "removed", 
/**
 * What.
 */
value: string, } | { "kind": "changed", 
/**
 * The file's.
 */
file: string, 
/**
 * The profile's.
 */
profile: string, } | { "kind": "moved", 
/**
 * Which scope.
 */
scope: string, 
/**
 * Its kind in the profile.
 */
from_kind: ScopeKind, 
/**
 * Its kind in the file.
 */
to_kind: ScopeKind, } | { "kind": "reordered", 
/**
 * The file's first.
 */
file: string, 
/**
 * The profile's first.
 */
profile: string, });

/**
 * How an app is handed to accounts, which limits how many may install it
 * (HubSpot's changelog on app distribution and its install limits, 2025).
 */
export type Distribution = "unknown" | "marketplace" | "marketplace_listed" | "private" | "private_partner";

/**
 * What HubSpot's documentation is opened about.
 */
export type DocsTopic = "oauth" | "scopes" | "test_accounts" | "create_app";

/**
 * What is checked.
 */
export type DoctorCheck = "keyring" | "browser" | "scheme" | "port" | "clock" | "network" | "hubspot" | "data_directory" | "clipboard" | "practice";

/**
 * One check and what it found.
 */
export type DoctorCheckView = { 
/**
 * Which.
 */
check: DoctorCheck, 
/**
 * What it found.
 */
finding: Finding, 
/**
 * What was seen, in the order to be shown.
 */
facts: Array<DoctorFactView>, };

/**
 * Something that was seen.
 */
export type DoctorFactView = { 
/**
 * What, in small letters and underscores.
 */
name: string, 
/**
 * As seen.
 */
value: string, };

/**
 * The report was written to a file, or no place was chosen.
 */
export type DoctorSavedView = { 
/**
 * Where; none when the person chose no place.
 */
path: string | null, };

/**
 * Every check, and the same as a text to be passed on.
 */
export type DoctorView = { 
/**
 * The checks.
 */
checks: Array<DoctorCheckView>, 
/**
 * The report: plain text, without secrets, names and e-mail addresses.
 */
report: string, };

/**
 * What a scope's place in the comparison means.
 */
export type DriftMeaning = "added_since" | "refused" | "conditional_lost" | "account_lacks" | "surplus" | "fine";

/**
 * Where an app stands in its maker's life. Production asks for the account's
 * domain before a destructive step.
 */
export type Environment = "development" | "staging" | "production";

/**
 * Something that happened. The window re-asks for what it shows; no event
 * names what the window caches.
 */
export type Event = { "event": "install_started", 
/**
 * Which.
 */
flow: FlowId, } | { "event": "install_advanced", 
/**
 * Which.
 */
flow: FlowId, } | { "event": "installation_added", 
/**
 * By which flow, if by one.
 */
flow: FlowId | null, 
/**
 * Which.
 */
id: InstallationId, 
/**
 * On which account.
 */
hub_id: HubId, 
/**
 * Whether it was known before.
 */
renewed: boolean, } | { "event": "install_failed", 
/**
 * Which.
 */
flow: FlowId, 
/**
 * Why.
 */
problem: Problem, } | { "event": "grant_quarantined", 
/**
 * Which.
 */
id: InstallationId, } | { "event": "installations_changed", } & ({ "which": "ids", "ids": Array<InstallationId> } | { "which": "many" }) | { "event": "refresh_progressed", 
/**
 * Which.
 */
batch: BatchId, 
/**
 * How many are done.
 */
done: number, 
/**
 * Of how many.
 */
total: number, 
/**
 * How many of those done weren't good.
 */
failed: number, } | { "event": "refresh_finished", 
/**
 * Which.
 */
batch: BatchId, 
/**
 * How.
 */
summary: BatchSummary, 
/**
 * What stopped it before its end.
 */
problem: Problem | null, } | { "event": "unsaved_changed" } | { "event": "quit_asked" } | { "event": "secret_checked", 
/**
 * Whose.
 */
app: AppId, 
/**
 * What HubSpot said.
 */
result: SecretResult, 
/**
 * How many installations it brought out of the app's problem.
 */
recovered: number, 
/**
 * Why it was refused or couldn't be tried; none where nothing can be
 * tried with it.
 */
code: Code | null, } | { "event": "apps_changed" } | { "event": "project_changed", 
/**
 * The profile.
 */
app: AppId, } | { "event": "import_progressed", 
/**
 * Which.
 */
import: BatchId, } | { "event": "accounts_changed" } | { "event": "vault_changed" } | { "event": "settings_changed" } | { "event": "clipboard_cleared" } | { "event": "place_chosen", 
/**
 * Its address, such as `#/installations/…`.
 */
place: string, } | { "event": "link_refused", 
/**
 * Why.
 */
code: Code, };

/**
 * The steps of exits.
 */
export type ExitStep = "refresh" | "uninstall" | "revoke" | "wipe";

/**
 * One step of an exit.
 */
export type ExitStepView = { 
/**
 * Which.
 */
step: ExitStep, 
/**
 * HubSpot's HTTP status, where it was asked.
 */
http_status: number | null, 
/**
 * HubSpot's correlation ID, where it sent one.
 */
correlation_id: string | null, 
/**
 * What went wrong, where something did that doesn't undo the exit.
 */
problem: Problem | null, };

/**
 * What HubSpot answered to an exit.
 */
export type ExitView = { 
/**
 * The steps taken, in order.
 */
steps: Array<ExitStepView>, };

/**
 * One cause that fits.
 */
export type Explanation = { 
/**
 * Which state of the world it is.
 */
code: Code, 
/**
 * Values for the sentence, and for a message to whoever has to act.
 */
args: Record<string, unknown>, 
/**
 * What gave it away.
 */
matched_by: MatchedBy, 
/**
 * The way out.
 */
fix: Fix, 
/**
 * The link as it should have been, where another link helps.
 */
corrected_link: string | null, 
/**
 * Whether a super admin of the account has to act.
 */
needs_admin: boolean, };

/**
 * How a list is written.
 */
export type ExportFormat = "csv" | "json";

/**
 * A list was written to a file, or no place was chosen.
 */
export type ExportedView = { 
/**
 * Where; none when the person chose no place.
 */
path: string | null, 
/**
 * How many lines.
 */
count: number, };

/**
 * Numbers beside the filters. Each counts the rows that every other filter
 * lets through.
 */
export type FacetsView = { 
/**
 * By health.
 */
health: Partial<Record<Health, number>>, 
/**
 * By app.
 */
apps: Record<string, number>, 
/**
 * By type of account.
 */
account_types: Partial<Record<AccountType, number>>, 
/**
 * By tag.
 */
tags: { [key in string]: number }, };

/**
 * One result of a check: of a field, of a profile, or before an install.
 */
export type Finding = { 
/**
 * Which state of the world it is.
 */
code: Code, 
/**
 * How much it weighs.
 */
level: Level, 
/**
 * The field it stands at, as the command's arguments spell it; a place in
 * a list is written `redirect_urls.1`.
 */
field?: string, 
/**
 * Values for the sentence.
 */
args?: Record<string, unknown>, };

/**
 * Findings.
 */
export type FindingsView = { 
/**
 * The findings, worst first.
 */
findings: Array<Finding>, };

/**
 * The way out of what is explained.
 */
export type Fix = "open_corrected_link" | "open_link_again" | "register_redirect_url" | "edit_scopes" | "edit_auth_settings" | "ask_admin" | "choose_account" | "sign_policy" | "free_installations" | "start_again" | "reauthorize" | "refresh" | "wait";

/**
 * Names one authorization in progress. Lives in memory only.
 */
export type FlowId = string;

/**
 * Names a flow.
 */
export type FlowRequest = { 
/**
 * Which.
 */
flow: FlowId, };

/**
 * A flow was started.
 */
export type FlowStartedView = { 
/**
 * Which.
 */
flow: FlowId, 
/**
 * The link that the browser opens.
 */
authorize_url: string, 
/**
 * When it stops waiting.
 */
expires_at: Timestamp, };

/**
 * Where a flow stands.
 */
export type FlowState = "waiting" | "asking" | "exchanging" | "done" | "failed" | "quarantined";

/**
 * The steps of a flow.
 */
export type FlowStep = "authorize" | "exchange" | "introspect" | "account" | "save";

/**
 * A flow.
 */
export type FlowView = { 
/**
 * Which.
 */
flow: FlowId, 
/**
 * Where it stands.
 */
state: FlowState, 
/**
 * At which step it is, or ended.
 */
step: FlowStep, 
/**
 * The app.
 */
app: AppId, 
/**
 * The app's name.
 */
app_name: string, 
/**
 * The pinned account.
 */
hub_id: HubId | null, 
/**
 * The pinned account's name.
 */
account_name: string | null, 
/**
 * The redirect URL.
 */
redirect_url: string, 
/**
 * The link, while it waits.
 */
authorize_url: string | null, 
/**
 * Whether it was armed for an installation started elsewhere.
 */
from_elsewhere: boolean, 
/**
 * Whether a listener waits for it (else paste).
 */
listening: boolean, 
/**
 * Hits that didn't belong to it.
 */
stray_hits: number, 
/**
 * Times that a browser came with https, which nobody speaks here.
 */
https_knocks: number, 
/**
 * When the answer came that a person is asked about.
 */
arrived_at: Timestamp | null, 
/**
 * When it began.
 */
started_at: Timestamp, 
/**
 * When it stops waiting.
 */
expires_at: Timestamp, 
/**
 * The installation that it renews.
 */
renews: InstallationId | null, 
/**
 * The installation or grant that came of it.
 */
installation: InstallationId | null, 
/**
 * Why it ended, if it failed.
 */
problem: Problem | null, };

/**
 * What a person is shown. The order is the order of urgency in lists.
 */
export type Health = "needs_reauthorization" | "app_problem" | "token_unreadable" | "secret_unavailable" | "quarantined" | "held" | "scopes_behind" | "retrying" | "unproven" | "healthy" | "revoked" | "uninstalled";

/**
 * HubSpot's number for an account (formerly portal ID).
 *
 * HubSpot's specification says `int32` in places; kept as `i64` because
 * account numbers have outgrown narrower types before.
 */
export type HubId = number;

/**
 * Names an account.
 */
export type HubRequest = { 
/**
 * Which.
 */
hub_id: HubId, };

/**
 * Names an import.
 */
export type ImportRequest = { 
/**
 * Which.
 */
import: BatchId, };

/**
 * One line of the file.
 */
export type ImportRowView = { 
/**
 * Its number, from 1.
 */
line: number, 
/**
 * The account that the line names.
 */
hub_id: HubId | null, 
/**
 * What came of it.
 */
installation: InstallationId | null, 
/**
 * Why nothing came of it.
 */
problem: Problem | null, };

/**
 * An import was started, or no file was chosen.
 */
export type ImportStartedView = { 
/**
 * Which; none when the person chose no file.
 */
import: BatchId | null, };

/**
 * Where an import stands.
 */
export type ImportView = { 
/**
 * Which.
 */
import: BatchId, 
/**
 * Of how many lines.
 */
total: number, 
/**
 * How many are done.
 */
done: number, 
/**
 * How many became installations.
 */
added: number, 
/**
 * Whether it has ended.
 */
finished: boolean, 
/**
 * The lines that are done, in the file's order.
 */
rows: Array<ImportRowView>, };

/**
 * The address that the browser ended on.
 */
export type InstallPasteRequest = { 
/**
 * For which flow.
 */
flow: FlowId, 
/**
 * The address, or its query.
 */
text: string, };

/**
 * Starts an authorization.
 */
export type InstallStartRequest = { 
/**
 * The app.
 */
app: AppId, 
/**
 * One of its redirect URLs.
 */
redirect_url: string, 
/**
 * The account to pin; none means it is chosen in the browser.
 */
hub_id?: HubId, 
/**
 * Whether the system browser is opened.
 */
open_browser: boolean, 
/**
 * Whether nothing listens, and the address is pasted.
 */
by_paste?: boolean, };

/**
 * Makes an installation of a refresh token.
 */
export type InstallationAddRequest = { 
/**
 * The app that it belongs to.
 */
app: AppId, 
/**
 * The token.
 */
refresh_token: string, 
/**
 * The account that it should belong to, if that is known.
 */
hub_id?: HubId, };

/**
 * A column of the list of installations.
 */
export type InstallationColumn = "account" | "hub_id" | "type" | "app" | "environment" | "health" | "scopes" | "proven" | "installed_by" | "tags" | "next_try";

/**
 * Which rows are wanted; an empty list means all.
 */
export type InstallationFilter = { 
/**
 * Words that name, domain, hub ID, app, installer or tag must hold.
 */
search: string, 
/**
 * Apps.
 */
apps: Array<AppId>, 
/**
 * Healths.
 */
healths: Array<Health>, 
/**
 * Types of account.
 */
account_types: Array<AccountType>, 
/**
 * Tags.
 */
tags: Array<string>, 
/**
 * One account.
 */
hub_id: number | null, };

/**
 * Forgets an installation on this computer.
 */
export type InstallationForgetRequest = { 
/**
 * Which.
 */
id: InstallationId, 
/**
 * Whether it is gone at once instead of after 30 days.
 */
for_good?: boolean, };

/**
 * Names one installation: one app on one account. A grant that waits to
 * become an installation has one too, and a new installation takes over
 * the identifier of its grant, so that a row never changes its name.
 */
export type InstallationId = string;

/**
 * Takes up every refresh token of a file that a person chooses.
 */
export type InstallationImportRequest = { 
/**
 * The app that they belong to.
 */
app: AppId, };

/**
 * A window of the list.
 */
export type InstallationPageView = { 
/**
 * Names the list whose order is kept.
 */
snapshot: number, 
/**
 * How many rows the list has.
 */
total: number, 
/**
 * How many rows there are without any filter.
 */
unfiltered: number, 
/**
 * How many rows of the list would now stand elsewhere, or be missing or
 * new.
 */
stale: number, 
/**
 * Numbers beside the filters.
 */
facets: FacetsView, 
/**
 * The rows asked for, in order, with what they hold now.
 */
rows: Array<InstallationRowView>, };

/**
 * Asks for a window of a list. Without `snapshot` the list is made anew and
 * its order kept; with it, the same order is read on.
 */
export type InstallationQueryRequest = { 
/**
 * Which rows.
 */
filter: InstallationFilter, 
/**
 * In which order.
 */
sort: InstallationSort, 
/**
 * From which place on.
 */
offset: number, 
/**
 * How many at the most; at most 500.
 */
limit: number, 
/**
 * Of which list.
 */
snapshot?: number, };

/**
 * Names an installation, or a grant that waits to be one.
 */
export type InstallationRequest = { 
/**
 * Which.
 */
id: InstallationId, };

/**
 * One row of the list.
 */
export type InstallationRowView = { 
/**
 * Which.
 */
id: InstallationId, 
/**
 * What it is.
 */
kind: RowKind, 
/**
 * The app.
 */
app: AppId, 
/**
 * The app's name.
 */
app_name: string, 
/**
 * The app's environment.
 */
environment: Environment, 
/**
 * The account, where known.
 */
hub_id: HubId | null, 
/**
 * The account's name, else domain.
 */
account_name: string | null, 
/**
 * The account's domain.
 */
domain: string | null, 
/**
 * The account's type.
 */
account_type: AccountType, 
/**
 * Its health.
 */
health: Health, 
/**
 * The last thing that went wrong, where the health is not good.
 */
code: Code | null, 
/**
 * Wanted scopes that are granted.
 */
scopes_granted: number, 
/**
 * Wanted scopes.
 */
scopes_wanted: number, 
/**
 * When the refresh token was last proven good.
 */
proven_at: Timestamp | null, 
/**
 * When it is tried again.
 */
next_try_at: Timestamp | null, 
/**
 * Who authorized it.
 */
installed_by: string | null, 
/**
 * Tags.
 */
tags: Array<string>, 
/**
 * Whether a refresh is in flight.
 */
refreshing: boolean, };

/**
 * How a list is sorted.
 */
export type InstallationSort = { 
/**
 * By what.
 */
by: InstallationSortKey, 
/**
 * Whether the other way round.
 */
descending: boolean, };

/**
 * By what a list is sorted.
 */
export type InstallationSortKey = "health" | "account" | "hub_id" | "app" | "scopes" | "proven" | "installed_by";

/**
 * One installation, or a grant that waits.
 */
export type InstallationView = { 
/**
 * Scopes, exceptions first.
 */
scopes: Array<ScopeDriftView>, 
/**
 * Fingerprints; none when the tokens are wiped.
 */
tokens: TokensView | null, 
/**
 * When it was first installed from here.
 */
installed_at: Timestamp, 
/**
 * When it was last authorized.
 */
authorized_at: Timestamp, 
/**
 * Since when its health is what it is, where that is known.
 */
health_since: Timestamp | null, 
/**
 * HubSpot's word for the last error.
 */
hubspot_status: string | null, 
/**
 * HubSpot's correlation ID of the last error.
 */
correlation_id: string | null, 
/**
 * When the last error came.
 */
error_at: Timestamp | null, 
/**
 * The account that a quarantined grant was asked for.
 */
expected_hub_id: HubId | null, 
/**
 * What is known of a grant that was started elsewhere.
 */
unconfirmed: UnconfirmedView | null, 
/**
 * HubSpot's number for the app.
 */
hubspot_app_id: bigint | null, 
/**
 * The host of the account's pages.
 */
ui_domain: string | null, 
/**
 * Where the account's data lives.
 */
data_hosting: string | null, 
/**
 * Free text.
 */
notes: string, 
/**
 * How eagerly it is kept alive.
 */
keep_alive: KeepAlive, 
/**
 * What the account's domain must be typed as before uninstalling; none
 * when it needn't be.
 */
confirm_domain: string | null, 
/**
 * The last proofs, oldest first, at most 60.
 */
proofs: Array<ProofView>, 
/**
 * Which.
 */
id: InstallationId, 
/**
 * What it is.
 */
kind: RowKind, 
/**
 * The app.
 */
app: AppId, 
/**
 * The app's name.
 */
app_name: string, 
/**
 * The app's environment.
 */
environment: Environment, 
/**
 * The account, where known.
 */
hub_id: HubId | null, 
/**
 * The account's name, else domain.
 */
account_name: string | null, 
/**
 * The account's domain.
 */
domain: string | null, 
/**
 * The account's type.
 */
account_type: AccountType, 
/**
 * Its health.
 */
health: Health, 
/**
 * The last thing that went wrong, where the health is not good.
 */
code: Code | null, 
/**
 * Wanted scopes that are granted.
 */
scopes_granted: number, 
/**
 * Wanted scopes.
 */
scopes_wanted: number, 
/**
 * When the refresh token was last proven good.
 */
proven_at: Timestamp | null, 
/**
 * When it is tried again.
 */
next_try_at: Timestamp | null, 
/**
 * Who authorized it.
 */
installed_by: string | null, 
/**
 * Tags.
 */
tags: Array<string>, 
/**
 * Whether a refresh is in flight.
 */
refreshing: boolean, };

/**
 * Writes installations to a file, as CSV.
 */
export type InstallationsExportRequest = { 
/**
 * Which rows; `chosen` goes before it.
 */
filter: InstallationFilter, 
/**
 * In which order.
 */
sort: InstallationSort, 
/**
 * Only these, whether they match or not.
 */
chosen: ChosenRequest | null, };

/**
 * How eagerly an installation's tokens are kept alive.
 */
export type KeepAlive = "daily" | "always_fresh" | "off";

/**
 * Asks for a new key, after the passphrase or the file leaked.
 */
export type KeyRenewalRequest = { 
/**
 * What opens the vault now.
 */
present?: ProofRequest, 
/**
 * The new passphrase; none for a vault that the keyring opens.
 */
passphrase?: string, };

/**
 * A language that every text exists in.
 */
export type Language = "en" | "de";

/**
 * The language to speak: a certain one, or as the system has it.
 */
export type LanguageChoice = "system" | "en" | "de";

/**
 * Leaves an account: revokes the refresh token, or uninstalls the app.
 */
export type LeaveRequest = { 
/**
 * Which installation.
 */
id: InstallationId, 
/**
 * The account's domain (its hub ID where it has none), typed; needed
 * where the app is marked production.
 */
confirm_domain?: string, };

/**
 * How much a finding weighs.
 */
export type Level = "block" | "warn" | "info" | "pass";

/**
 * A page that can be opened in the system browser. Rust builds the address.
 */
export type LinkRequest = { "page": "account", 
/**
 * Which.
 */
hub_id: HubId, } | { "page": "connected_apps", 
/**
 * Which.
 */
hub_id: HubId, } | { "page": "docs", 
/**
 * About what.
 */
topic: DocsTopic, };

/**
 * Names the app whose logo is meant.
 */
export type LogoRequest = { 
/**
 * The app.
 */
app: AppId, };

/**
 * A logo was chosen, or none.
 */
export type LogoView = { 
/**
 * Of which app.
 */
app: AppId, 
/**
 * The logo that it has now, as an address that needs nothing fetched.
 */
logo: string | null, };

/**
 * What gave an explanation away.
 */
export type MatchedBy = "status" | "scope_name" | "list" | "url" | "client_id" | "words" | "answers" | "link";

/**
 * An app at the head of the matrix.
 */
export type MatrixAppView = { 
/**
 * Which.
 */
id: AppId, 
/**
 * Its name.
 */
name: string, 
/**
 * Its environment.
 */
environment: Environment, };

/**
 * One cell of the matrix.
 */
export type MatrixCellView = { 
/**
 * The app.
 */
app: AppId, 
/**
 * The installation, or the grant that waits.
 */
id: InstallationId, 
/**
 * Which of the two.
 */
kind: RowKind, 
/**
 * Its health.
 */
health: Health, 
/**
 * The last thing that went wrong.
 */
code: Code | null, 
/**
 * When it was last proven.
 */
proven_at: Timestamp | null, 
/**
 * When the last error came.
 */
error_at: Timestamp | null, };

/**
 * A group of the matrix: the accounts of one type.
 */
export type MatrixGroupView = { 
/**
 * The type.
 */
account_type: AccountType, 
/**
 * How many accounts of it match.
 */
accounts: number, 
/**
 * Its cells, by health.
 */
health: Partial<Record<Health, number>>, };

/**
 * A window of the matrix, accounts sorted by type, then name.
 */
export type MatrixPageView = { 
/**
 * Apps, in the order of the columns.
 */
apps: Array<MatrixAppView>, 
/**
 * Groups, in the order of the rows.
 */
groups: Array<MatrixGroupView>, 
/**
 * How many accounts match.
 */
total: number, 
/**
 * Cells that have a token.
 */
has_token: number, 
/**
 * Cells that need a person.
 */
needs_person: number, 
/**
 * The accounts asked for.
 */
rows: Array<MatrixRowView>, };

/**
 * Asks for a window of the accounts × apps matrix.
 */
export type MatrixQueryRequest = { 
/**
 * Which cells; accounts without a matching cell are left out when a
 * health, an app or a tag is asked for.
 */
filter: InstallationFilter, 
/**
 * From which account on.
 */
offset: number, 
/**
 * How many accounts at the most; at most 500.
 */
limit: number, };

/**
 * One account of the matrix.
 */
export type MatrixRowView = { 
/**
 * Its cells; apps that aren't installed have none.
 */
cells: Array<MatrixCellView>, 
/**
 * Hub ID.
 */
hub_id: HubId, 
/**
 * Its name, else domain.
 */
name: string | null, 
/**
 * Its domain.
 */
domain: string | null, 
/**
 * Its type.
 */
account_type: AccountType, 
/**
 * Whether apps can be installed on it.
 */
can_host: boolean, 
/**
 * When this computer last made a call on it.
 */
last_call_at: Timestamp | null, 
/**
 * When a developer test account expires at the earliest; none for other
 * types. Calls from elsewhere keep it alive, too.
 */
expires_at_the_earliest: Timestamp | null, 
/**
 * The installation that can make a call to keep it alive.
 */
keep_alive_by: InstallationId | null, 
/**
 * How many installations it has here.
 */
installations: number, };

/**
 * No arguments, or no answer but that it was done.
 */
export type Nothing = Record<string, never>;

/**
 * What the desktop's notifications tell of.
 */
export type NotificationChoice = "all" | "needs_me" | "off";

/**
 * Asks what HubSpot's page, or an answer of its API, means.
 */
export type PageExplainRequest = { 
/**
 * What the page says, or its address; in any language.
 */
text: string, 
/**
 * What was answered to the decoder's questions.
 */
answers: Array<Reply>, 
/**
 * The flow that waits; it knows the rest.
 */
flow?: FlowId, 
/**
 * The app, where there is no flow.
 */
app?: AppId, 
/**
 * The redirect URL, where there is no flow.
 */
redirect_url?: string, 
/**
 * The account, where there is no flow.
 */
hub_id?: HubId, };

/**
 * Opens the corrected link of one explanation. Rust makes the link again:
 * nothing that the window sends becomes an address.
 */
export type PageOpenRequest = { 
/**
 * Which explanation.
 */
code: Code, 
/**
 * What the page says, or its address; in any language.
 */
text: string, 
/**
 * What was answered to the decoder's questions.
 */
answers: Array<Reply>, 
/**
 * The flow that waits; it knows the rest.
 */
flow?: FlowId, 
/**
 * The app, where there is no flow.
 */
app?: AppId, 
/**
 * The redirect URL, where there is no flow.
 */
redirect_url?: string, 
/**
 * The account, where there is no flow.
 */
hub_id?: HubId, };

/**
 * A new passphrase.
 */
export type PassphraseRequest = { 
/**
 * What opens the vault now.
 */
present?: ProofRequest, 
/**
 * The passphrase.
 */
passphrase: string, };

/**
 * A passphrase that somebody is about to choose.
 */
export type PassphraseStrengthRequest = { 
/**
 * As far as it is typed.
 */
passphrase: string, };

/**
 * How hard a passphrase is to guess.
 */
export type PassphraseStrengthView = { 
/**
 * 0 to 4, as zxcvbn has it.
 */
score: number, 
/**
 * Whether it may be used.
 */
fits: boolean, 
/**
 * What makes it weak, where it may not.
 */
weakness?: WeaknessView, };

/**
 * What was found. A name stands in one place only, each once, in order.
 */
export type Pasted = { 
/**
 * Known names, by kind. Where the text tells no kinds, all are required.
 */
scopes: AppScopes, 
/**
 * Names that read like scopes and aren't in the catalogue.
 */
unknown: Array<UnknownScope>, };

/**
 * What would be installed where.
 */
export type PreflightRequest = { 
/**
 * The app.
 */
app: AppId, 
/**
 * One of its redirect URLs.
 */
redirect_url: string, 
/**
 * The account; none means it is chosen in the browser.
 */
hub_id?: HubId, 
/**
 * Whether nothing is to listen, and the address is pasted.
 */
by_paste?: boolean, };

/**
 * What went wrong, as it crosses to the window.
 */
export type Problem = { 
/**
 * Which state of the world it is.
 */
code: Code, 
/**
 * Values for the sentence.
 */
args?: Record<string, unknown>, 
/**
 * The cause chain for "Details"; holds no secret.
 */
detail?: string, 
/**
 * How many seconds to wait before trying again, where that is known.
 */
retry_after?: bigint, };

/**
 * One app of a project.
 */
export type ProjectAppView = { 
/**
 * The file that it stands in.
 */
file: string, 
/**
 * The app as a draft. The files hold no client ID and no secret.
 */
app: AppDraft, 
/**
 * The profile here that came from the same file already.
 */
kept: AppId | null, };

/**
 * How a profile and its project file differ now.
 */
export type ProjectDriftView = { 
/**
 * Where the profile came from.
 */
source: AppSource, 
/**
 * Why the file can't be read now, if it can't.
 */
problem: Problem | null, 
/**
 * What differs; empty means nothing does.
 */
differences: Array<Difference>, 
/**
 * The profile with the file's values; none when the file can't be read.
 */
draft: AppDraft | null, };

/**
 * A project folder was written, or no place was chosen.
 */
export type ProjectExportedView = { 
/**
 * The new folder; none when the person chose no place.
 */
folder: string | null, 
/**
 * The files in it, relative to the folder.
 */
files: Array<string>, };

/**
 * What a person chooses.
 */
export type ProjectFrom = "file" | "folder";

/**
 * Asks a person for a project and reads it.
 */
export type ProjectOpenRequest = { 
/**
 * A file or a folder.
 */
from: ProjectFrom, };

/**
 * A project was opened, or none was chosen.
 */
export type ProjectOpenedView = { 
/**
 * The project; none when the person chose nothing.
 */
project: ProjectView | null, };

/**
 * A profile of a project (`hsprofile.<name>.json`).
 */
export type ProjectProfileView = { 
/**
 * Its name.
 */
name: string, 
/**
 * The account that it uploads to.
 */
hub_id: HubId | null, };

/**
 * Reads a project that was opened before, with another profile's variables.
 */
export type ProjectReadRequest = { 
/**
 * The path that was chosen.
 */
path: string, 
/**
 * The profile; none leaves the placeholders.
 */
profile?: string, };

/**
 * Names the app whose project is meant.
 */
export type ProjectRequest = { 
/**
 * The app.
 */
app: AppId, };

/**
 * What a project's files hold.
 */
export type ProjectView = { 
/**
 * The file or folder that was chosen.
 */
path: string, 
/**
 * The platform version, where the project names one.
 */
platform_version: string | null, 
/**
 * Profiles whose variables can be put in.
 */
profiles: Array<ProjectProfileView>, 
/**
 * The profile whose variables were put in.
 */
profile: string | null, 
/**
 * The apps.
 */
apps: Array<ProjectAppView>, 
/**
 * What is noteworthy: placeholders without a value, and the like.
 */
findings: Array<Finding>, };

/**
 * A present way of opening the vault, shown once more before its ways are
 * changed: the recovery code, else the passphrase, else the keyring's entry.
 */
export type ProofRequest = { 
/**
 * The present passphrase.
 */
passphrase?: string, 
/**
 * The recovery code, as it was typed.
 */
recovery_code?: string, };

/**
 * How a proof went.
 */
export type ProofResult = "ok" | "retry" | "refused";

/**
 * One proof, for the health strip.
 */
export type ProofView = { 
/**
 * When.
 */
at: Timestamp, 
/**
 * How it went.
 */
result: ProofResult, };

/**
 * By which proxy HubSpot is reached. Calls on this computer never take one.
 */
export type ProxyView = "system" | "direct" | "named";

/**
 * Ends the program.
 */
export type QuitRequest = { 
/**
 * Whether answers of HubSpot's that aren't saved may be lost.
 */
lose_answers: boolean, };

/**
 * HubSpot's rolling limit.
 */
export type RateLimitView = { 
/**
 * Calls allowed in one interval.
 */
max: number, 
/**
 * Calls left in this one.
 */
remaining: number, 
/**
 * How long an interval is, in milliseconds.
 */
interval_ms: number, };

/**
 * One-click reauthorization.
 */
export type ReauthorizeRequest = { 
/**
 * Which installation.
 */
id: InstallationId, 
/**
 * One of the app's redirect URLs; none means the first that this
 * computer can receive.
 */
redirect_url?: string, 
/**
 * Whether the system browser is opened.
 */
open_browser: boolean, };

/**
 * Asks for a new recovery code.
 */
export type RecoveryCodeRequest = { 
/**
 * What opens the vault now.
 */
present?: ProofRequest, };

/**
 * A recovery code was written to a file, or no place was chosen.
 */
export type RecoveryWrittenView = { 
/**
 * Where; none when the person chose no place. Nothing is changed then.
 */
path: string | null, };

/**
 * A redirect URL whose port is asked about.
 */
export type RedirectProbeRequest = { 
/**
 * The URL.
 */
redirect_url: string, };

/**
 * By which way an answer could come back.
 */
export type RedirectProbeView = { 
/**
 * `loopback` or `relay`; none when it isn't a redirect URL.
 */
route: RouteView | null, 
/**
 * The port, on the loopback route.
 */
port: number | null, 
/**
 * Why it can't be received now, if it can't.
 */
problem: Problem | null, };

/**
 * Which published relay page is looked at.
 */
export type RelayCheckRequest = { 
/**
 * The redirect URL at which it stands.
 */
redirect_url: string, };

/**
 * What stands at a relay page's address.
 */
export type RelayCheckView = { 
/**
 * What was found.
 */
finding: Finding, };

/**
 * The relay page was written to a file, or not.
 */
export type RelayExportedView = { 
/**
 * Where; none when the person chose no place.
 */
path: string | null, };

/**
 * An answer.
 */
export type Reply = "page_home" | "page_login" | "page_error" | "scopes_named" | "scopes_not_named" | "accounts_all" | "accounts_this_only" | "accounts_one_tried";

/**
 * A way back from the browser.
 */
export type RouteView = "loopback" | "relay";

/**
 * Whether a row is an installation or a grant that waits.
 */
export type RowKind = "installation" | "grant";

/**
 * A view of the list that a person saved.
 */
export type SavedView = { 
/**
 * What the person calls it.
 */
name: string, 
/**
 * Which rows.
 */
filter: InstallationFilter, 
/**
 * In which order.
 */
sort: InstallationSort, 
/**
 * Which columns, in their order.
 */
columns: Array<InstallationColumn>, };

/**
 * A link went the whole way round through the system.
 */
export type SchemeTestedView = { 
/**
 * How long it took, in milliseconds.
 */
took_ms: number, };

/**
 * Which program the system hands `portalkeeper://` links to.
 */
export type SchemeView = { 
/**
 * Whether it is this program, started as it was now.
 */
ours: boolean, 
/**
 * Whether it can be registered from here; else only a package can.
 */
can_register: boolean, 
/**
 * Whether it was registered from here, so that it can be removed again.
 */
can_remove: boolean, 
/**
 * What is registered, as the system names it.
 */
handler: string | null, 
/**
 * The command that is started, as far as it can be told.
 */
command: string | null, 
/**
 * The address that links have.
 */
address: string, };

/**
 * One scope in the three-way comparison.
 */
export type ScopeDriftView = { 
/**
 * Its name.
 */
scope: string, 
/**
 * Whether the app wants it.
 */
wanted: boolean, 
/**
 * Whether the last authorization asked for it.
 */
requested: boolean, 
/**
 * Whether it is granted.
 */
granted: boolean, 
/**
 * What follows.
 */
meaning: DriftMeaning, 
/**
 * What can't be done while it lacks, where the catalogue knows it.
 */
cost: string | null, 
/**
 * Whether reauthorizing takes it out of the grant, once it is out of the
 * app's settings at HubSpot.
 */
can_be_dropped_by_reauthorizing: boolean, };

/**
 * One scope of the catalogue.
 */
export type ScopeEntry = { 
/**
 * Its name.
 */
scope: string, 
/**
 * What it allows, in plain words.
 */
description: string, 
/**
 * Whether it can be chosen.
 */
status: ScopeStatus, 
/**
 * Which accounts have it, where known.
 */
tier: string | null, 
/**
 * What it belongs to.
 */
group: ScopeGroup, 
/**
 * Whether only a super admin can install an app that wants it.
 */
admin_only: boolean, };

/**
 * A scope that a search found.
 */
export type ScopeFound = { 
/**
 * Whether it doesn't answer the query and is only like it: something to
 * offer, never to choose for somebody.
 */
is_guess: boolean, 
/**
 * Its name.
 */
scope: string, 
/**
 * What it allows, in plain words.
 */
description: string, 
/**
 * Whether it can be chosen.
 */
status: ScopeStatus, 
/**
 * Which accounts have it, where known.
 */
tier: string | null, 
/**
 * What it belongs to.
 */
group: ScopeGroup, 
/**
 * Whether only a super admin can install an app that wants it.
 */
admin_only: boolean, };

/**
 * The part of HubSpot that a scope opens.
 */
export type ScopeGroup = "basics" | "crm" | "sales" | "automation" | "marketing" | "analytics" | "cms" | "conversations" | "commerce" | "files" | "settings" | "developer" | "other";

/**
 * HubSpot's three kinds of scopes.
 */
export type ScopeKind = "required" | "conditionally_required" | "optional";

/**
 * How sure it is that a scope can be chosen in an app.
 */
export type ScopeStatus = "selectable" | "spec-only" | "client-credentials" | "docs-spelling" | "reported" | "deprecated";

/**
 * What trying a saved client secret showed.
 */
export type SecretResult = "accepted" | "refused" | "untried";

/**
 * What the frame of the window shows.
 */
export type SessionView = { 
/**
 * The program's version.
 */
version: string, 
/**
 * The world shown.
 */
world: WorldView, 
/**
 * Whether Practice HubSpot can be entered here.
 */
practice_available: boolean, 
/**
 * Whether HubSpot itself can be switched to here.
 */
hubspot_available: boolean, 
/**
 * Whether nothing can be changed: by the setting, or because the status of
 * another computer is shown.
 */
view_only: boolean, 
/**
 * The status of another computer, while it is shown.
 */
shared: SharedStatusView | null, 
/**
 * Where the data lives.
 */
data_directory: string, 
/**
 * The vault.
 */
vault: VaultView, 
/**
 * Numbers for the sidebar.
 */
counts: CountsView, 
/**
 * Settings.
 */
settings: SettingsView, 
/**
 * Whether the settings that are kept can't be read. Until a person decides,
 * nothing can be changed and HubSpot isn't called.
 */
settings_unreadable: boolean, 
/**
 * The language of every text, as the settings and the system have it.
 */
language: Language, 
/**
 * Whether the desktop shows a tray now.
 */
tray: boolean, 
/**
 * The answers of HubSpot's that wait to be saved, in any world.
 */
unsaved: UnsavedView | null, };

/**
 * Settings to be changed; those that aren't named stay as they are.
 */
export type SettingsPatch = Partial<SettingsView>;

/**
 * Settings. Absent fields take their default.
 */
export type SettingsView = { 
/**
 * Light or dark.
 */
theme: Theme, 
/**
 * Whether rows are lower.
 */
compact: boolean, 
/**
 * After how many seconds a copied token is cleared; 5 to 300.
 */
clipboard_seconds: number, 
/**
 * Whether installations are proven once a day.
 */
daily_proof: boolean, 
/**
 * The name in a copied `.env` line.
 */
env_name: string, 
/**
 * Whether nothing can be changed, except this.
 */
view_only: boolean, 
/**
 * By which proxy HubSpot is reached.
 */
proxy: ProxyView, 
/**
 * The proxy's address, where it is named; without credentials.
 */
proxy_url: string, 
/**
 * A file of certificates that are trusted besides the system's.
 */
certificates: string | null, 
/**
 * The language to speak.
 */
language: LanguageChoice, 
/**
 * What the desktop's notifications tell of.
 */
notifications: NotificationChoice, 
/**
 * Whether closing the window leaves the program running, where the
 * desktop shows a tray.
 */
keep_in_tray: boolean, 
/**
 * For how many days activity is kept; 30 to 3650.
 */
activity_days: number, 
/**
 * Whether a recovery code was declined: it isn't offered again.
 */
recovery_declined: boolean, 
/**
 * The columns of the list of installations, in their order.
 */
columns: Array<InstallationColumn>, 
/**
 * Views of that list that the person saved; at most 50.
 */
saved_views: Array<SavedView>, };

/**
 * The status of another computer.
 */
export type SharedStatusView = { 
/**
 * When it was written.
 */
made_at: Timestamp, 
/**
 * The file that it came from.
 */
file: string, 
/**
 * The world that it tells of.
 */
world: WorldView, };

/**
 * A way of opening the vault.
 */
export type SlotKindView = "keyring" | "passphrase" | "recovery" | "memory";

/**
 * Names a way of opening the vault.
 */
export type SlotRequest = { 
/**
 * What opens the vault now.
 */
present?: ProofRequest, 
/**
 * Which.
 */
slot: SlotKindView, };

/**
 * A status file was opened, or none was chosen.
 */
export type StatusOpenedView = { 
/**
 * What the frame shows now; none when the person chose no file.
 */
session: SessionView | null, };

/**
 * A status file was written, or no place was chosen.
 */
export type StatusSharedView = { 
/**
 * Where; none when the person chose no place.
 */
path: string | null, };

/**
 * Where an app's users find help. All optional.
 */
export type Support = { 
/**
 * E-mail address.
 */
email: string, 
/**
 * Telephone number, free text.
 */
phone: string, 
/**
 * Documentation, an https URL.
 */
documentation_url: string, 
/**
 * Support page, an https URL.
 */
support_url: string, };

/**
 * Text from anywhere.
 */
export type TextRequest = { 
/**
 * The text.
 */
text: string, };

/**
 * Light, dark, or as the system has it.
 */
export type Theme = "system" | "light" | "dark";

/**
 * A point in time: milliseconds since 1970-01-01T00:00:00Z.
 *
 * The domain never reads a wall clock; it is handed one through
 * [`crate::needs::Clock`].
 */
export type Timestamp = number;

/**
 * In which form a token is copied.
 */
export type TokenForm = "plain" | "header" | "env";

/**
 * Fingerprints of the tokens.
 */
export type TokensView = { 
/**
 * Of the refresh token.
 */
refresh: string, 
/**
 * Of the access token.
 */
access: string, 
/**
 * When the access token expires.
 */
access_expires_at: Timestamp, 
/**
 * Other installations and grants here with the same refresh token.
 */
shared_with: Array<InstallationId>, };

/**
 * What crosses without being asked for.
 */
export type Unasked = { event: Event, problem: Problem, };

/**
 * What is known of a grant that was started elsewhere.
 */
export type UnconfirmedView = { 
/**
 * The account's name, where HubSpot sent one.
 */
name: string | null, 
/**
 * The account's domain, where HubSpot sent one.
 */
domain: string | null, 
/**
 * Who authorized it, where HubSpot said so.
 */
user: string | null, 
/**
 * The installation of this app on this account that keeping it renews.
 */
renews: InstallationId | null, };

/**
 * A name that the catalogue doesn't have.
 */
export type UnknownScope = { 
/**
 * As it was pasted.
 */
name: string, 
/**
 * The known name that it may be a slip of.
 */
nearest: string | null, };

/**
 * Answers of HubSpot's that wait in memory to be saved.
 */
export type UnsavedView = { 
/**
 * How many answers wait, of all open worlds.
 */
answers: number, 
/**
 * Why they can't be saved.
 */
code: Code, 
/**
 * When the first of them came.
 */
since: Timestamp, };

/**
 * Chooses where the key to the secrets rests.
 */
export type VaultSetUpRequest = { 
/**
 * Where.
 */
slot: SlotKindView, 
/**
 * The passphrase, for a passphrase slot.
 */
passphrase?: string, };

/**
 * Whether the vault can be used.
 */
export type VaultState = "opening" | "not_set_up" | "open" | "locked" | "unavailable";

/**
 * Opens the vault: with a recovery code, else with a passphrase, else with
 * the keyring.
 */
export type VaultUnlockRequest = { 
/**
 * The passphrase.
 */
passphrase?: string, 
/**
 * The recovery code, as it was typed.
 */
recovery_code?: string, };

/**
 * The vault.
 */
export type VaultView = { 
/**
 * Whether it can be used.
 */
state: VaultState, 
/**
 * The ways of opening it.
 */
slots: Array<SlotKindView>, 
/**
 * Whether a recovery code was made that opens it.
 */
recovery: boolean, 
/**
 * Whether the system's keyring answers.
 */
keyring_available: boolean, 
/**
 * How many secrets are sealed in it.
 */
sealed: number, 
/**
 * Why it isn't open, where there is a reason.
 */
problem?: Problem, };

/**
 * What makes a passphrase easy to guess.
 */
export type WeaknessView = "short" | "keyboard" | "repeats" | "sequence" | "common" | "word" | "name" | "date";

/**
 * Chooses the world.
 */
export type WorldRequest = { 
/**
 * Which.
 */
world: WorldView, };

/**
 * Which HubSpot: their data never meet.
 */
export type WorldView = "hubspot" | "practice" | "shared";

