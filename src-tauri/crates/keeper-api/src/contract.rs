//! The one list of commands. The shell and the bridge call by name through
//! [`crate::Api::call`], which is made from this list; the window's types are
//! made from it too.

/// Hands the whole list to the macro named by the caller, one line per
/// command: `name(Request) -> Reply;`.
#[macro_export]
macro_rules! with_commands {
    ($consume:ident) => {
        $consume! {
            session_get(Nothing) -> SessionView;
            world_enter(WorldRequest) -> SessionView;
            session_quit(QuitRequest) -> Nothing;
            answers_save(Nothing) -> AnswersSavedView;
            settings_save(SettingsPatch) -> SettingsView;
            settings_reset(Nothing) -> SettingsView;
            doctor_run(Nothing) -> DoctorView;
            doctor_copy(Nothing) -> Nothing;
            doctor_save(Nothing) -> DoctorSavedView;
            certificates_choose(Nothing) -> SettingsView;
            status_share(Nothing) -> StatusSharedView;
            status_open(Nothing) -> StatusOpenedView;
            link_open(LinkRequest) -> Nothing;

            app_list(Nothing) -> Vec<AppView>;
            app_get(AppRequest) -> AppView;
            app_check(AppCheckRequest) -> AppCheckView;
            app_save(AppSaveRequest) -> AppSavedView;
            app_remove(AppRequest) -> Nothing;
            app_logo_choose(LogoRequest) -> LogoView;
            app_logo_remove(LogoRequest) -> LogoView;
            app_parse(TextRequest) -> AppParsedView;
            scope_catalogue(Nothing) -> Vec<ScopeEntry>;
            scope_search(TextRequest) -> Vec<ScopeFound>;
            scope_parse(TextRequest) -> Pasted;
            redirect_probe(RedirectProbeRequest) -> RedirectProbeView;
            page_explain(PageExplainRequest) -> Decoded;
            page_open_corrected(PageOpenRequest) -> Nothing;
            project_open(ProjectOpenRequest) -> ProjectOpenedView;
            project_read(ProjectReadRequest) -> ProjectView;
            project_export(ProjectRequest) -> ProjectExportedView;
            project_compare(ProjectRequest) -> ProjectDriftView;
            project_update(ProjectRequest) -> ProjectDriftView;
            relay_export(Nothing) -> RelayExportedView;
            relay_check(RelayCheckRequest) -> RelayCheckView;
            scheme_status(Nothing) -> SchemeView;
            scheme_register(Nothing) -> SchemeView;
            scheme_remove(Nothing) -> SchemeView;
            scheme_test(Nothing) -> SchemeTestedView;

            install_preflight(PreflightRequest) -> FindingsView;
            install_start(InstallStartRequest) -> FlowStartedView;
            install_status(FlowRequest) -> FlowView;
            install_list(Nothing) -> Vec<FlowView>;
            install_paste(InstallPasteRequest) -> FlowView;
            install_open_browser(FlowRequest) -> Nothing;
            install_cancel(FlowRequest) -> Nothing;
            install_arm(ArmRequest) -> ArmedView;
            install_confirm(FlowRequest) -> FlowView;

            installation_add(InstallationAddRequest) -> InstallationRequest;
            installation_import(InstallationImportRequest) -> ImportStartedView;
            import_status(ImportRequest) -> ImportView;
            import_cancel(ImportRequest) -> Nothing;
            installation_query(InstallationQueryRequest) -> InstallationPageView;
            installations_export(InstallationsExportRequest) -> ExportedView;
            installation_get(InstallationRequest) -> InstallationView;
            installation_refresh(ChosenRequest) -> BatchStartedView;
            installation_reauthorize(ReauthorizeRequest) -> FlowStartedView;
            installation_copy_token(CopyTokenRequest) -> CopiedView;
            installation_call(InstallationRequest) -> CallView;
            installation_annotate(AnnotateRequest) -> Nothing;
            installation_revoke(LeaveRequest) -> ExitView;
            installation_uninstall(LeaveRequest) -> ExitView;
            installation_forget(InstallationForgetRequest) -> Nothing;
            installation_restore(InstallationRequest) -> Nothing;
            grant_keep(InstallationRequest) -> InstallationRequest;
            grant_discard(InstallationRequest) -> Nothing;
            grant_revoke(InstallationRequest) -> Nothing;
            batch_status(BatchRequest) -> BatchView;
            batch_cancel(BatchRequest) -> Nothing;

            account_list(Nothing) -> Vec<AccountView>;
            account_add(AccountAddRequest) -> Nothing;
            account_remove(HubRequest) -> Nothing;
            account_keep_alive(HubRequest) -> CallView;
            cli_accounts(Nothing) -> CliAccountsView;
            matrix_query(MatrixQueryRequest) -> MatrixPageView;

            activity_query(ActivityQueryRequest) -> ActivityPageView;
            activity_export(ActivityExportRequest) -> ExportedView;

            vault_status(Nothing) -> VaultView;
            vault_set_up(VaultSetUpRequest) -> VaultView;
            vault_unlock(VaultUnlockRequest) -> VaultView;
            vault_lock(Nothing) -> VaultView;
            vault_add_passphrase(PassphraseRequest) -> VaultView;
            vault_remove_slot(SlotRequest) -> VaultView;
            vault_make_recovery_code(RecoveryCodeRequest) -> RecoveryWrittenView;
            vault_renew_key(KeyRenewalRequest) -> RecoveryWrittenView;
            vault_judge_passphrase(PassphraseStrengthRequest) -> PassphraseStrengthView;
            vault_start_afresh(VaultSetUpRequest) -> VaultView;
            backup_list(Nothing) -> Vec<BackupView>;
            backup_make(Nothing) -> BackupView;
            backup_restore(BackupRequest) -> BackupRestoredView;
        }
    };
}

/// What may be asked while nothing can be changed. A command that isn't named
/// here is refused then, so that a new one changes nothing by oversight.
pub(crate) const LOOKING: &[&str] = &[
    "session_get",
    "world_enter",
    "session_quit",
    "answers_save",
    "settings_save",
    "settings_reset",
    "doctor_run",
    "doctor_copy",
    "doctor_save",
    "certificates_choose",
    "status_share",
    "status_open",
    "link_open",
    "app_list",
    "app_get",
    "app_check",
    "app_parse",
    "scope_catalogue",
    "scope_search",
    "scope_parse",
    "redirect_probe",
    "page_explain",
    "project_compare",
    "relay_check",
    "scheme_status",
    "install_preflight",
    "install_status",
    "install_list",
    "install_cancel",
    "installation_query",
    "installations_export",
    "installation_get",
    "import_status",
    "import_cancel",
    "batch_status",
    "batch_cancel",
    "account_list",
    "matrix_query",
    "activity_query",
    "activity_export",
    "backup_list",
    "vault_status",
    "vault_unlock",
    "vault_lock",
    "vault_judge_passphrase",
];
