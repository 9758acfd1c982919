//! Every state of the world that a person can be told about.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// A state of the world that a person can be told about.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS,
        )]
        pub enum Code { $($(#[$doc])* $name),+ }

        impl Code {
            /// Every code, in the order of their definition.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The code's name, as it crosses to the window.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }
        }
    };
}

codes! {
    // ── Filling in an app ────────────────────────────────────────────────
    /// The profile as a whole can't be saved; the findings say why.
    AppInvalid,
    /// No app has this identifier.
    AppUnknown,
    /// Another app in this world has the same client ID.
    AppClientIdTaken,
    /// The app has installations and can't be removed before they are.
    AppHasInstallations,
    /// The name is empty, too long, or begins or ends with a blank.
    NameInvalid,
    /// The text is longer than HubSpot takes.
    TextTooLong,
    /// The client ID is not of the shape HubSpot gives out.
    ClientIdShape,
    /// No client ID is filled in.
    ClientIdMissing,
    /// No client secret is kept for this app.
    ClientSecretMissing,
    /// The client secret is not of the shape HubSpot gives out.
    ClientSecretShape,
    /// The app ID is not a number.
    HubSpotAppIdShape,
    /// The e-mail address is not one.
    EmailShape,
    /// The address is not an https URL.
    UrlShape,
    /// The authorize host is not one of HubSpot's.
    AuthorizeHostUnusual,
    /// The chosen API version is a diagnostic one, and ends.
    ApiVersionDiagnostic,
    /// The chosen API version stops answering on a day that is known.
    ApiVersionEnds,
    /// PKCE is on, which HubSpot doesn't document for ordinary apps.
    PkceUndocumented,

    // ── Redirect URLs ────────────────────────────────────────────────────
    /// The app has no redirect URL.
    RedirectUrlMissing,
    /// It can't be read as a URL.
    RedirectUrlShape,
    /// It is neither https nor `http://localhost`.
    RedirectUrlScheme,
    /// It has no scheme in front of its host, or not all of one.
    RedirectUrlSchemeMissing,
    /// It has a blank, or a character that can't be seen.
    RedirectUrlUnseen,
    /// It has a backslash where URLs have a slash.
    RedirectUrlBackslash,
    /// A browser would spell it differently.
    RedirectUrlSpelling,
    /// Its own query has a parameter of the answer.
    RedirectUrlAnswerInQuery,
    /// It names an IP address, which HubSpot doesn't take.
    RedirectUrlIpAddress,
    /// It is `http` on a host that isn't exactly `localhost`.
    RedirectUrlHost,
    /// It has a fragment, user name or password.
    RedirectUrlExtras,
    /// The same URL stands in the list twice.
    RedirectUrlTwice,
    /// The URL isn't one of the app's.
    RedirectUrlNotRegistered,
    /// The URL is https, so this computer can't receive it without a relay.
    RedirectUrlNeedsRelay,
    /// The URL has no port, so port 80 would have to be bound.
    RedirectPortMissing,
    /// The URL names port 80, which would have to be bound.
    RedirectPortEighty,
    /// Ports below 1024 need rights that this program doesn't have.
    RedirectPortPrivileged,
    /// Another program holds the port.
    RedirectPortBusy,
    /// The listener could not be opened for another reason.
    RedirectListenerFailed,

    // ── Scopes ───────────────────────────────────────────────────────────
    /// No scope is named at all.
    ScopesMissing,
    /// HubSpot's catalogue has no such scope.
    ScopeUnknown,
    /// The scope stands in the list of more than one kind.
    ScopeInTwoKinds,
    /// The scope name has characters no scope has.
    ScopeShape,
    /// HubSpot no longer accepts the scope.
    ScopeDeprecated,
    /// The scope can't be of the kind it is listed as.
    ScopeKindWrong,
    /// `oauth` is not among the required scopes.
    ScopeOauthMissing,
    /// Installing needs rights to these scopes.
    ScopeRights,

    // ── A pasted authorization URL ───────────────────────────────────────
    /// The link doesn't lead to HubSpot's authorization page.
    LinkNotHubSpot,
    /// A parameter's name is one that HubSpot doesn't read.
    LinkParameterName,
    /// Spaces are written as `+`.
    LinkPlusForSpace,
    /// The link has no state.
    LinkWithoutState,
    /// The link lacks a parameter that HubSpot needs.
    LinkParameterMissing,
    /// A parameter stands in the link twice.
    LinkParameterTwice,
    /// The link has a parameter that HubSpot doesn't read.
    LinkParameterExtra,
    /// Something stood around the link: other text, quotes, or marks.
    LinkSurrounded,
    /// The link is written as HTML or JSON has it, such as with `&amp;`.
    LinkEscaped,
    /// The link goes over several lines, or has blanks in it.
    LinkSplit,
    /// The link has no `https://`.
    LinkSchemeMissing,
    /// The link stands inside another, as where to go after signing in.
    LinkWrapped,
    /// Commas stand between scopes, where HubSpot reads blanks.
    LinkCommaForSpace,

    // ── Preflight ────────────────────────────────────────────────────────
    /// Apps can't be installed on accounts of this type.
    AccountCannotHost,
    /// The authorize host is of another region than the account.
    AuthorizeHostRegion,
    /// Few installations are left of what the app's distribution allows.
    InstallLimitNear,
    /// The app has as many installations as its distribution allows.
    InstallLimitReached,
    /// The app's profile has an open finding from an earlier answer.
    AppFaultOpen,
    /// A flow for the same redirect URL is waiting already.
    FlowOnSameRedirectUrl,
    /// Nothing listens for this flow: the address is pasted.
    PasteOnly,
    /// The check passed.
    CheckPassed,

    // ── What HubSpot's page says ─────────────────────────────────────────
    /// The redirect URL isn't one that the app has registered.
    PageRedirectMismatch,
    /// The link lacks a scope that the app requires.
    PageScopesInsufficient,
    /// HubSpot knows no scope of that name, or none was named.
    PageScopeUnknown,
    /// A scope stands in the wrong parameter, or isn't the app's.
    PageScopeMisplaced,
    /// The person was signed out, and the authorization was dropped.
    PageSignedOut,
    /// HubSpot knows no app with the client ID.
    PageClientIdUnknown,
    /// The link leads to another region than the app is known in.
    PageRegionWrong,
    /// The account lacks what a scope belongs to.
    PageAccountLacksTier,
    /// The person may not authorize these scopes.
    PageUserLacksRights,
    /// The link names the old scope `contacts`.
    PageContactsScopeDeprecated,
    /// A super admin of the account hasn't approved the app.
    PageAppNotApproved,
    /// The app's developer hasn't signed the acceptable use policy.
    PageUseNotSigned,

    // ── The way back from the browser ────────────────────────────────────
    /// No flow with this identifier is known.
    FlowUnknown,
    /// The flow has ended, or its time is over.
    FlowExpired,
    /// The person cancelled the flow here.
    FlowCancelled,
    /// What came back isn't an answer to an authorization.
    RedirectNonsense,
    /// The state doesn't belong to a flow in progress.
    RedirectStateMismatch,
    /// HubSpot sent the browser back with a refusal.
    ConsentDenied,
    /// The system browser could not be opened.
    BrowserFailed,
    /// A link came that answers nothing in progress.
    LinkUnexpected,

    // ── Installations started elsewhere ──────────────────────────────────
    /// Only a redirect URL on `localhost` can be waited for.
    ArmedNeedsLoopback,
    /// Something is armed already.
    ArmedAlready,
    /// The time to wait, or to confirm, is over.
    ArmedExpired,
    /// The computer slept, or its clock was set.
    ArmedSlept,
    /// A grant waits until a person says that they started it.
    GrantUnconfirmed,

    // ── Deep links and the relay page ────────────────────────────────────
    /// This system lets only a package register the scheme.
    SchemeByPackageOnly,
    /// The system didn't take the registration.
    SchemeNotRegistered,
    /// The system doesn't say which program takes links.
    SchemeUntold,
    /// The system couldn't open the link of a test.
    SchemeUnopened,
    /// The link of a test didn't come back in time.
    SchemeSilent,
    /// The published relay page is the one that this program makes.
    RelayPublished,
    /// Something else stands at the relay page's address.
    RelayDiffers,
    /// Nothing stands at the relay page's address.
    RelayMissing,
    /// The relay page's address leads elsewhere.
    RelayRedirects,
    /// The relay page's address can't be reached.
    RelayUnreachable,
    /// The file can't be written.
    FileUnwritable,

    // ── HubSpot's answers ────────────────────────────────────────────────
    /// HubSpot can't be reached.
    HubSpotUnreachable,
    /// HubSpot didn't answer in time.
    HubSpotTimeout,
    /// HubSpot answered with a passing fault.
    HubSpotUnavailable,
    /// HubSpot asks to slow down.
    RateLimited,
    /// The account is locked or being moved; HubSpot says to wait.
    AccountLocked,
    /// HubSpot answered in a way nobody expected.
    AnswerUnexpected,
    /// The code was used, unknown or too old.
    CodeRefused,
    /// The redirect URL at the exchange isn't the one of the authorization.
    RedirectUrlMismatch,
    /// The code verifier doesn't match.
    CodeVerifierRefused,
    /// HubSpot doesn't know the client ID.
    ClientIdRefused,
    /// HubSpot refuses the client secret.
    ClientSecretRefused,
    /// HubSpot has only another version of this call.
    EndpointVersionMissing,
    /// The refresh token belongs to another app.
    RefreshTokenOfOtherApp,
    /// HubSpot refused the request for a reason that speaks of the profile.
    ProfileRefused,
    /// The refresh token is revoked, or the app was uninstalled.
    RefreshRejected,
    /// The account is gone.
    AccountGone,
    /// HubSpot refused the access token.
    AccessTokenRefused,
    /// A scope that the call needs isn't granted.
    ScopeNotGranted,
    /// HubSpot has none of the dated versions of this call.
    EndpointMissing,

    // ── Installations ────────────────────────────────────────────────────
    /// No installation has this identifier.
    InstallationUnknown,
    /// The grant is for another account than the one expected.
    AccountMismatch,
    /// The grant is for another app than the one asked for.
    AppMismatch,
    /// The refresh token that was to be taken up is for another app.
    TokenForOtherApp,
    /// The refresh token that was to be taken up is for another account.
    TokenForOtherAccount,
    /// A grant waits: the account isn't known yet.
    GrantHeld,
    /// The app is installed on this account already.
    InstallationExists,
    /// The account has installations and can't be removed before they are.
    AccountHasInstallations,
    /// No token is left to do this with.
    TokenGone,
    /// The sealed token is missing or can't be decrypted.
    TokenUnreadable,
    /// HubSpot answered, and the answer can't be saved; it is kept in memory.
    AnswerUnsaved,
    /// The program ended while HubSpot was being asked.
    OutcomeUnknown,
    /// Something else kept here has the same refresh token.
    TokenShared,
    /// The refresh token is dead, so HubSpot can't be asked to uninstall.
    UninstallNeedsToken,
    /// The domain typed isn't the account's.
    ConfirmationMismatch,
    /// The import was cancelled before this line.
    ImportCancelled,
    /// No installation on this account can make a call.
    NoTokenForAccount,
    /// No batch has this identifier.
    BatchUnknown,
    /// The question named a list that is no longer kept; ask anew.
    SnapshotGone,

    // ── Vault ────────────────────────────────────────────────────────────
    /// The vault is locked.
    VaultLocked,
    /// The vault has not been set up yet.
    VaultNotSetUp,
    /// The operating system's keyring isn't there.
    KeyringUnavailable,
    /// The keyring is locked or access to it was denied.
    KeyringLocked,
    /// The keyring didn't answer in time.
    KeyringTimeout,
    /// The keyring has no entry for this vault any more.
    KeyringEntryGone,
    /// No way of opening the vault works.
    NoSlotOpens,
    /// The passphrase is wrong.
    PassphraseWrong,
    /// The passphrase is too short.
    PassphraseTooShort,
    /// The passphrase can be guessed.
    PassphraseTooWeak,
    /// A sealed row doesn't open: damaged, or moved from elsewhere.
    SealBroken,
    /// Another process has this data directory open.
    DataDirectoryInUse,
    /// This data directory belongs to another target.
    DataDirectoryOfOtherTarget,
    /// The data directory can't be written.
    DataDirectoryUnwritable,
    /// The file was written by a newer Portalkeeper.
    VaultTooNew,
    /// The vault's file is damaged.
    VaultDamaged,
    /// The disk is full.
    DiskFull,
    /// The database didn't take it, for another reason.
    SaveFailed,

    // ── Looking only ─────────────────────────────────────────────────────
    /// Nothing can be changed: view only is on, or another computer's status
    /// is shown.
    ViewOnly,
    /// The file isn't a status that Portalkeeper wrote.
    StatusFileBroken,
    /// The status was written by a newer Portalkeeper.
    StatusFileTooNew,

    // ── The way to HubSpot ───────────────────────────────────────────────
    /// The proxy's address can't be used.
    ProxyShape,
    /// The file holds no certificates that can be read.
    CertificatesUnreadable,

    // ── Files ────────────────────────────────────────────────────────────
    /// The file or folder can't be read.
    FileUnreadable,
    /// The file holds more than is read.
    FileTooLarge,
    /// The folder holds more than is looked through.
    FolderTooLarge,
    /// The file isn't written as its kind has to be.
    FileBroken,
    /// No HubSpot app stands in the file or folder.
    FileNotAnApp,
    /// The app has a fixed token and never goes through an authorization.
    AppFileStaticAuth,
    /// The file is a private app's, which never goes through an authorization.
    AppFilePrivate,
    /// The file lies where HubSpot reads no app.
    AppFileSkipped,
    /// A field belongs to another kind of app than all the others.
    AppFieldStray,
    /// A key stands twice in one object, and the last one counts.
    FileKeyTwice,
    /// A placeholder has no value in the chosen profile.
    PlaceholderUnset,
    /// The file is no longer what was read.
    FileChanged,
    /// Something stands where a new project is to be written.
    ProjectFolderNotEmpty,
    /// The project has no profile of this name.
    ProjectProfileUnknown,
    /// The app's profile came from no project.
    ProjectUnknown,
    /// HubSpot's command-line tool has left no configuration here.
    CliConfigMissing,

    // ── Backups ──────────────────────────────────────────────────────────
    /// No backup has this name.
    BackupUnknown,
    /// The backup is damaged.
    BackupDamaged,
    /// The backup was sealed with a key that there is no more.
    BackupSealedOtherwise,

    // ── Saved views and logos ────────────────────────────────────────────
    /// The settings that are kept can't be read.
    SettingsUnreadable,
    /// A saved view has no name, or too long a one.
    SavedViewNameInvalid,
    /// Two saved views have one name.
    SavedViewNameTaken,
    /// There are more saved views than are kept.
    SavedViewsTooMany,
    /// The file is neither PNG nor JPEG.
    LogoNotAnImage,
    /// The picture has more pixels than are decoded.
    LogoTooManyPixels,
    /// The picture can't be decoded.
    LogoBroken,

    // ── Findings of the doctor ───────────────────────────────────────────
    /// The keyring answers.
    KeyringAnswers,
    /// The key isn't kept in the keyring.
    KeyringNotUsed,
    /// The default browser can be opened.
    BrowserReady,
    /// No default browser is set, or it can't be started.
    BrowserMissing,
    /// The system doesn't tell which browser is the default.
    BrowserUntold,
    /// Links of our scheme come to this program.
    SchemeOurs,
    /// Links of our scheme go to another program.
    SchemeOfOther,
    /// Links of our scheme go nowhere.
    SchemeNobodys,
    /// The port is free.
    PortFree,
    /// No app has a redirect URL on this computer.
    PortsNone,
    /// The clock agrees with HubSpot's.
    ClockRight,
    /// The clock is off.
    ClockOff,
    /// HubSpot didn't say what time it is.
    ClockUntold,
    /// HubSpot answers.
    HubSpotAnswers,
    /// HubSpot's name can't be resolved.
    HubSpotNameUnknown,
    /// HubSpot's certificate isn't trusted.
    HubSpotCertificateRefused,
    /// HubSpot has this version of its calls.
    VersionThere,
    /// The data directory can be written, has room and yesterday's backup.
    DataDirectoryWell,
    /// Little room is left on the disk.
    DiskSpaceLow,
    /// No backup was made lately.
    BackupMissing,
    /// There is a clipboard.
    ClipboardThere,
    /// Practice HubSpot can be entered.
    PracticeThere,
    /// Practice HubSpot isn't part of this start.
    PracticeNotHere,
    /// The check had no end in time.
    CheckTimedOut,

    // ── The rest ─────────────────────────────────────────────────────────
    /// The clipboard can't be written.
    ClipboardUnavailable,
    /// Practice HubSpot isn't running.
    PracticeUnavailable,
    /// A command was called with arguments it doesn't take.
    ArgumentsInvalid,
    /// There is no such command.
    CommandUnknown,
    /// Something broke that should not be able to break.
    Internal,
}
