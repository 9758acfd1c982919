//! The one list of commands. The shell and the bridge call by name through
//! [`crate::Api::call`], which is made from this list; the window's types are
//! made from it too.

/// When a command is answered. Every command has a class: one without doesn't
/// compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CommandClass {
    /// Always: reads, unlocks, locks, quits.
    Look,
    /// In view-only mode, but not while the vault is locked: takes data out of
    /// the program, or changes how it runs.
    Operate,
    /// While the vault is locked, but not in view-only mode: a way back to an
    /// open vault.
    Recover,
    /// Neither in view-only mode nor while the vault is locked.
    Change,
}

impl CommandClass {
    /// Whether it is answered while nothing may be changed.
    pub(crate) fn in_view_only(self) -> bool {
        matches!(self, Self::Look | Self::Operate)
    }

    /// Whether it is answered while the vault is locked.
    pub(crate) fn while_locked(self) -> bool {
        matches!(self, Self::Look | Self::Recover)
    }
}

/// Hands the whole list to the macro named by the caller, one line per
/// command: `Class name(Request) -> Reply;`.
#[macro_export]
macro_rules! with_commands {
    ($consume:ident) => {
        $consume! {
            Look session_get(Nothing) -> SessionView;
            Look world_enter(WorldRequest) -> SessionView;
            Look session_quit(QuitRequest) -> Nothing;
            Look session_note_use(Nothing) -> Nothing;
            Look answers_save(Nothing) -> AnswersSavedView;
            Look settings_save(SettingsPatch) -> SettingsView;
            Operate settings_reset(Nothing) -> SettingsView;
            Look doctor_run(Nothing) -> DoctorView;
            Operate doctor_copy(Nothing) -> Nothing;
            Operate doctor_save(Nothing) -> DoctorSavedView;
            Look network_get(Nothing) -> NetworkView;
            Operate proxy_credentials_save(ProxyCredentialsRequest) -> NetworkView;
            Operate proxy_credentials_remove(Nothing) -> NetworkView;
            Operate certificates_choose(Nothing) -> SettingsView;
            Operate status_share(Nothing) -> StatusSharedView;
            Operate status_open(Nothing) -> StatusOpenedView;
            Look link_open(LinkRequest) -> Nothing;

            Look app_list(Nothing) -> Vec<AppView>;
            Look app_get(AppRequest) -> AppView;
            Look app_check(AppCheckRequest) -> AppCheckView;
            Change app_save(AppSaveRequest) -> AppSavedView;
            Change app_remove(AppRequest) -> Nothing;
            Change app_logo_choose(LogoRequest) -> LogoView;
            Change app_logo_remove(LogoRequest) -> LogoView;
            Look app_parse(TextRequest) -> AppParsedView;
            Look scope_catalogue(Nothing) -> Vec<ScopeEntry>;
            Look scope_search(TextRequest) -> Vec<ScopeEntry>;
            Look scope_parse(TextRequest) -> Pasted;
            Look redirect_probe(RedirectProbeRequest) -> RedirectProbeView;
            Look page_explain(PageExplainRequest) -> Decoded;
            Change page_open_corrected(PageOpenRequest) -> Nothing;
            Change project_open(ProjectOpenRequest) -> ProjectOpenedView;
            Change project_read(ProjectReadRequest) -> ProjectView;
            Change project_export(ProjectRequest) -> ProjectExportedView;
            Look project_compare(ProjectRequest) -> ProjectDriftView;
            Change project_update(ProjectRequest) -> ProjectDriftView;
            Change relay_export(Nothing) -> RelayExportedView;
            Operate relay_check(RelayCheckRequest) -> RelayCheckView;
            Look scheme_status(Nothing) -> SchemeView;
            Change scheme_register(Nothing) -> SchemeView;
            Change scheme_remove(Nothing) -> SchemeView;
            Change scheme_test(Nothing) -> SchemeTestedView;

            Look install_preflight(PreflightRequest) -> FindingsView;
            Change install_start(InstallStartRequest) -> FlowStartedView;
            Look install_status(FlowRequest) -> FlowView;
            Look install_list(Nothing) -> Vec<FlowView>;
            Change install_paste(InstallPasteRequest) -> FlowView;
            Change install_open_browser(FlowRequest) -> Nothing;
            Operate install_cancel(FlowRequest) -> Nothing;
            Change install_arm(ArmRequest) -> ArmedView;
            Change install_confirm(FlowRequest) -> FlowView;

            Change installation_add(InstallationAddRequest) -> InstallationRequest;
            Change installation_import(InstallationImportRequest) -> ImportStartedView;
            Look import_list(Nothing) -> Vec<ImportView>;
            Look import_status(ImportRequest) -> ImportView;
            Operate import_cancel(ImportRequest) -> Nothing;
            Look installation_query(InstallationQueryRequest) -> InstallationPageView;
            Operate installations_export(InstallationsExportRequest) -> ExportedView;
            Look installation_get(InstallationRequest) -> InstallationView;
            Change installation_refresh(ChosenRequest) -> BatchStartedView;
            Change installation_reauthorize(ReauthorizeRequest) -> FlowStartedView;
            Change installation_copy_token(CopyTokenRequest) -> CopiedView;
            Change installation_call(InstallationRequest) -> CallView;
            Change installation_annotate(AnnotateRequest) -> Nothing;
            Change installation_revoke(LeaveRequest) -> ExitView;
            Change installation_uninstall(LeaveRequest) -> ExitView;
            Change installation_forget(InstallationForgetRequest) -> Nothing;
            Change installation_restore(InstallationRequest) -> Nothing;
            Change grant_keep(InstallationRequest) -> InstallationRequest;
            Change grant_discard(InstallationRequest) -> Nothing;
            Change grant_revoke(InstallationRequest) -> Nothing;
            Look batch_list(Nothing) -> Vec<BatchView>;
            Look batch_status(BatchRequest) -> BatchView;
            Operate batch_cancel(BatchRequest) -> Nothing;

            Look account_list(Nothing) -> Vec<AccountView>;
            Change account_add(AccountAddRequest) -> Nothing;
            Change account_remove(HubRequest) -> Nothing;
            Change account_keep_alive(HubRequest) -> CallView;
            Change cli_accounts(Nothing) -> CliAccountsView;
            Look matrix_query(MatrixQueryRequest) -> MatrixPageView;

            Look activity_query(ActivityQueryRequest) -> ActivityPageView;
            Operate activity_export(ActivityExportRequest) -> ExportedView;

            Look vault_status(Nothing) -> VaultView;
            Change vault_set_up(VaultSetUpRequest) -> VaultView;
            Look vault_unlock(VaultUnlockRequest) -> VaultView;
            Look vault_lock(Nothing) -> VaultView;
            Change vault_add_passphrase(PassphraseRequest) -> VaultView;
            Change vault_remove_slot(SlotRequest) -> VaultView;
            Change vault_make_recovery_code(RecoveryCodeRequest) -> RecoveryWrittenView;
            Change vault_renew_key(KeyRenewalRequest) -> RecoveryWrittenView;
            Look vault_judge_passphrase(PassphraseStrengthRequest) -> PassphraseStrengthView;
            Recover vault_start_afresh(VaultSetUpRequest) -> VaultStartedOverView;
            Look backup_list(Nothing) -> Vec<BackupView>;
            Change backup_make(Nothing) -> BackupView;
            Recover backup_restore(BackupRequest) -> BackupRestoredView;
        }
    };
}
