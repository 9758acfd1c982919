use regex::Regex;

use crate::files::{Tree, assert_kept};

/// How far an attack is met.
enum Met {
    /// By tests; these are the ones that try the whole of it.
    By(&'static [&'static str]),
    /// By tests for what exists; what is still to come.
    ByAsFarAs(&'static [&'static str], &'static str),
    /// What it attacks doesn't exist yet.
    Later(&'static str),
}

use Met::{By, ByAsFarAs, Later};

/// The attacks of ARCHITECTURE.md's threat model, in their order.
const ATTACKS: &[(u8, &str, Met)] = &[
    (
        1,
        "login CSRF, code injection",
        By(&[
            "a1_a_wrong_state_leaves_the_flow_waiting",
            "a1_a_state_is_used_once",
            "a1_the_state_of_another_flow_is_refused",
            "a1_no_callback_of_the_corpus_completes_anything",
        ]),
    ),
    (
        2,
        "cross-site requests to the listener",
        By(&["a2_only_get", "a2_top_level_navigations_only"]),
    ),
    (
        3,
        "denial of login by junk",
        By(&[
            "a3_a_thousand_junk_hits_then_the_good_one",
            "a3_a_thousand_junk_hits_and_then_the_good_one_installs",
            "a3_the_good_hit_comes_through_in_the_midst_of_junk",
        ]),
    ),
    (
        4,
        "slowloris, pre-connects, huge requests",
        By(&[
            "a4_idle_sockets_make_room",
            "a4_one_that_just_came_is_not_cut_off_for_newcomers",
            "a4_a_megabyte_in_the_request_line",
        ]),
    ),
    (
        5,
        "port squatting",
        By(&["a5_a_port_taken_on_either_family_is_refused_with_its_holder"]),
    ),
    (6, "DNS rebinding", By(&["a6_exactly_our_host"])),
    (
        7,
        "reflected HTML",
        By(&["a7_hostile_parameters_are_never_echoed"]),
    ),
    (
        8,
        "false success",
        By(&[
            "a8_no_success_without_a_verdict",
            "a8_a_failed_exchange_is_never_called_a_success",
            "a8_what_the_identity_guard_stops_is_never_called_a_success",
            "a8_a_grant_that_cannot_be_saved_waits_and_is_never_called_a_success",
        ]),
    ),
    (
        9,
        "deep-link hijack, stray links",
        ByAsFarAs(
            &[
                "a9_only_the_callback_is_one",
                "a9_no_link_of_the_corpus_completes_anything_and_the_right_one_does",
                "a9_many_links_at_once_complete_one_flow_once",
            ],
            "warm, cold and stray links are walked in the real window, by tests/window",
        ),
    ),
    (
        10,
        "paste-this-address phishing",
        By(&[
            "a10_the_address_can_be_pasted_and_a_strangers_is_refused",
            "a10_an_address_is_found_in_a_text_and_a_strangers_beside_it_is_not_taken",
            "a10_no_address_of_the_corpus_can_be_pasted",
        ]),
    ),
    (
        11,
        "URL-open injection",
        By(&[
            "a11_only_hubspot_and_practice_are_opened",
            "a11_no_way_to_the_browser_leads_past_the_check",
        ]),
    ),
    (
        12,
        "secrets at rest",
        By(&[
            "a12_no_file_holds_a_secret_after_put_refresh_and_wipe",
            "a12_no_file_holds_a_secret_at_any_time",
        ]),
    ),
    (
        13,
        "secrets in logs, errors, panics",
        By(&[
            "a13_no_secret_in_logs_and_failures",
            "a13_a_run_at_trace_tells_no_secret",
            "a13_secrets_have_no_way_out_by_type",
        ]),
    ),
    (
        14,
        "a compromised webview",
        ByAsFarAs(
            &[
                "a14_no_answer_holds_a_secret",
                "a14_no_command_answers_with_a_secret",
            ],
            "navigation and requests outwards are walked in the real window, by tests/window",
        ),
    ),
    (
        15,
        "local channels",
        By(&[
            "a15_a_cancelled_flow_leaves_no_socket",
            "a15_the_listener_lives_only_during_a_flow",
            "a15_practice_hubspot_listens_only_once_it_is_used_and_on_loopback",
        ]),
    ),
    (
        16,
        "refresh races, token loss",
        By(&[
            "a16_a_hundred_callers_make_one_call",
            "a16_random_kills_lose_and_double_nothing",
            "a16_a_kill_between_exchange_and_commit_loses_nothing",
            "a16_two_programs_never_share_a_data_directory",
            "a16_a_new_token_is_on_disk_before_anything_else_is_asked",
            "a16_a_kill_during_an_exit_leaves_the_truth_to_be_found_out",
            "a16_a_refresh_whose_answer_was_never_saved_is_never_called_healthy",
        ]),
    ),
    (
        17,
        "the wrong account overwritten",
        By(&["a17_another_account_is_set_aside_and_touches_nothing"]),
    ),
    (
        18,
        "the clipboard",
        Later("concealment and clearing are still to be tried on a real clipboard"),
    ),
    (
        19,
        "core dumps",
        Later("the shell sets the limit; /proc of the running app is still to be looked at"),
    ),
    (
        20,
        "the supply chain",
        By(&["a20_licences_suit", "a20_doubled_crates_have_their_reason"]),
    ),
    (
        21,
        "hostile files",
        By(&[
            "a21_only_a_listed_copy_can_be_restored",
            "a21_only_a_listed_and_whole_copy_takes_the_open_vaults_place",
            "a21_only_what_a_person_chose_is_read",
            "a21_links_beneath_the_chosen_folder_are_not_followed",
            "a21_a_source_folder_that_leads_out_is_refused",
            "a21_too_many_files_too_deep_or_too_large_are_refused",
            "a21_pipes_sockets_and_devices_are_never_opened",
            "a21_what_is_broken_has_its_line_its_field_and_its_reason",
            "a21_broken_configurations_are_refused_and_no_secret_is_told",
            "a21_what_is_no_png_and_no_jpeg_is_refused",
            "a21_a_picture_of_too_many_pixels_is_never_decoded",
            "a21_a_cut_off_picture_is_refused",
            "a21_a_file_is_read_no_further_than_its_limit",
            "a21_a_cell_is_never_a_formula",
            "a21_exported_activity_holds_no_formula_and_no_secret",
        ]),
    ),
    (
        22,
        "a hostile HubSpot",
        By(&[
            "a22_a_redirect_is_not_followed",
            "a22_a_gigabyte_is_broken_off",
            "a22_a_hostile_exchange_installs_nothing_and_follows_nowhere",
            "a22_a_hostile_refresh_kills_nothing_and_follows_nowhere",
            "a22_an_unknown_authority",
        ]),
    ),
    (
        23,
        "spoofed text",
        By(&[
            "a23_text_is_never_read_as_markup",
            "a23_names_are_one_visible_line_of_text",
            "a23_ten_thousand_characters_are_clipped",
        ]),
    ),
    (
        24,
        "lock bypass",
        By(&[
            "a24_a_locked_vault_shows_rows_and_opens_nothing",
            "a24_no_command_opens_anything_while_locked",
            "a24_a_flow_that_meets_a_lock_is_no_success",
            "a24_an_open_vault_alone_changes_no_way_in",
            "a24_guesses_at_the_present_passphrase_cost_as_much_as_at_the_lock",
            "a24_a_slot_that_holds_another_key_proves_nothing",
            "a24_what_leaked_opens_nothing_any_more",
            "a24_what_leaked_is_of_no_use_after_a_new_key",
            "a24_a_copy_brings_no_former_way_in_back",
        ]),
    ),
    (
        25,
        "a stranger's code while armed",
        By(&[
            "a25_only_an_answer_without_any_state_is_stateless",
            "a25_a_strangers_code_ends_with_no",
            "a25_a_hit_with_a_state_is_turned_away",
            "a25_a_second_hit_meets_nobody",
            "a25_a_known_installation_is_never_renewed_unsaid",
            "a25_locking_turns_it_off",
            "a25_sleep_turns_it_off",
            "a25_time_turns_it_off",
            "a25_one_app_one_redirect_url",
        ]),
    ),
    (
        26,
        "the target turned elsewhere",
        By(&[
            "a26_a_directory_of_another_target_is_refused",
            "a26_data_of_one_target_is_not_opened_for_another",
        ]),
    ),
    (
        27,
        "revoking what someone else uses",
        By(&[
            "a27_a_discarded_grant_is_wiped_here_and_lives_on_there",
            "a27_a_grant_is_revoked_only_when_nobody_else_has_its_token",
        ]),
    ),
];

/// Tests that bear a number, by their names.
fn tests(tree: &Tree) -> Vec<String> {
    let test = Regex::new(
        r"#\[(?:tokio::)?test(?:\([^)]*\))?\]\s*(?:#\[[^\]]*\]\s*)*(?:async )?fn (a\d+_\w+)",
    )
    .unwrap();
    let all = tree.rust().flat_map(|file| {
        let found = test.captures_iter(&file.text);
        found.map(|found| found[1].to_owned()).collect::<Vec<_>>()
    });
    all.collect()
}

fn number(test: &str) -> Option<u8> {
    test.strip_prefix('a')?.split('_').next()?.parse().ok()
}

fn unmet(tests: &[String], attacks: &[(u8, &str, Met)]) -> Vec<String> {
    let mut broken = Vec::new();
    for (attack, what, met) in attacks {
        let has_any = tests.iter().any(|test| number(test) == Some(*attack));
        match met {
            By(names) | ByAsFarAs(names, _) => {
                let gone = names.iter().filter(|name| {
                    number(name) != Some(*attack) || !tests.iter().any(|test| test == *name)
                });
                broken.extend(gone.map(|name| format!("A{attack}, {what}: {name} is gone")));
                if names.is_empty() {
                    broken.push(format!("A{attack}, {what}: no test"));
                }
                if matches!(met, ByAsFarAs(_, "")) {
                    broken.push(format!("A{attack}, {what}: what is still to come?"));
                }
            }
            Later(why) if has_any => {
                broken.push(format!(
                    "A{attack}, {what}: has a test now, no longer {why:?}"
                ));
            }
            Later(_) => {}
        }
    }
    let known = |test: &&String| attacks.iter().any(|(n, _, _)| number(test) == Some(*n));
    let strange = tests.iter().filter(|test| !known(test));
    broken.extend(strange.map(|test| format!("{test} bears the number of no attack")));
    broken
}

#[test]
fn every_attack_is_met() {
    let numbers: Vec<_> = ATTACKS.iter().map(|(number, _, _)| *number).collect();
    assert_eq!(numbers, (1..=27).collect::<Vec<_>>(), "none is left out");
    assert_kept(
        "Every attack has a test that bears its number, or says what is still to come",
        &unmet(&tests(Tree::here()), ATTACKS),
    );
}

#[test]
fn an_unmet_attack_is_found() {
    let tree = Tree::of(&[(
        "a/tests/a.rs",
        "#[tokio::test(start_paused = true)]\nasync fn a1_one() {}\n#[test]\nfn a3_three() {}\nfn a4_no_test() {}\n",
    )]);
    let found = tests(&tree);
    assert_eq!(found, ["a1_one", "a3_three"]);
    let broken = unmet(
        &found,
        &[
            (1, "one", By(&["a1_one"])),
            (2, "two", By(&["a2_two"])),
            (3, "three", Later("not yet")),
        ],
    );
    assert_eq!(broken.len(), 2, "{broken:?}");
    assert_eq!(
        unmet(&found, &[(1, "one", By(&["a1_one"]))]).len(),
        1,
        "a3 is unknown"
    );
}
