use keeper_core::app::AppDraft;
use keeper_projects::{DifferenceKind, ImportedApp, ScopeKind, compare, read};
use serde_json::json;
use ts_rs::TS;

use crate::support;

fn ferry() -> ImportedApp {
    let import = read(&support::project("2026.03")).unwrap();
    import.apps.into_iter().next().unwrap()
}

fn differences(spoil: impl Fn(&mut AppDraft)) -> serde_json::Value {
    let file = ferry();
    let mut profile = file.draft.clone();
    spoil(&mut profile);
    serde_json::to_value(compare(&file, &profile)).unwrap()
}

#[test]
fn what_only_a_profile_has_is_no_difference() {
    let same = differences(|profile| {
        profile.client_id = "0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f".into();
        profile.hubspot_app_id = Some(5);
        profile.pkce = true;
    });
    assert_eq!(same, json!([]));
}

#[test]
fn texts_are_added_removed_or_changed() {
    let found = differences(|profile| {
        profile.name = "Ship".into();
        profile.description = "Goes over.".into();
        profile.support.email = "a@ferry.example".into();
    });
    let expected = json!([
        {"field": "name", "kind": "changed", "file": "Ferry", "profile": "Ship"},
        {"field": "description", "kind": "removed", "value": "Goes over."},
        {"field": "support.email", "kind": "removed", "value": "a@ferry.example"},
    ]);
    assert_eq!(found, expected);
    let found = differences(|profile| profile.name.clear());
    assert_eq!(
        found,
        json!([{"field": "name", "kind": "added", "value": "Ferry"}])
    );
}

#[test]
fn the_first_redirect_url_counts_and_the_order_of_the_others_does_not() {
    let mut file = ferry();
    let urls = |names: &[&str]| -> Vec<String> { names.iter().map(|n| (*n).to_owned()).collect() };
    let mut told = |in_file: &[&str], in_profile: &[&str]| {
        file.draft.redirect_urls = urls(in_file);
        let mut profile = file.draft.clone();
        profile.redirect_urls = urls(in_profile);
        let found = compare(&file, &profile);
        assert!(
            found.iter().all(|one| one.field == "redirect_urls"),
            "{found:?}"
        );
        found
            .into_iter()
            .map(|one| match one.kind {
                DifferenceKind::Added { value } => format!("+{value}"),
                DifferenceKind::Removed { value } => format!("-{value}"),
                DifferenceKind::Reordered { file, profile } => format!("{file}<{profile}"),
                other @ (DifferenceKind::Changed { .. } | DifferenceKind::Moved { .. }) => {
                    format!("{other:?}")
                }
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(told(&["a", "b", "c"], &["a", "c", "b"]), "");
    assert_eq!(told(&["a", "b"], &["b", "a"]), "a<b");
    assert_eq!(told(&["x", "a"], &["a"]), "+x x<a");
    assert_eq!(told(&["a"], &["x", "a"]), "-x a<x");
    assert_eq!(told(&["a"], &["b"]), "+a -b");
    assert_eq!(told(&[], &["b"]), "-b");
}

#[test]
fn scopes_move_between_kinds_and_their_order_means_nothing() {
    let found = differences(|profile| {
        profile.scopes.required.reverse();
        profile.scopes.optional = vec!["crm.objects.deals.write".into(), "tickets".into()];
        profile
            .scopes
            .required
            .retain(|name| name != "crm.objects.deals.write");
    });
    let expected = json!([
        {"field": "required_scopes", "kind": "moved", "scope": "crm.objects.deals.write",
         "from_kind": "optional", "to_kind": "required"},
        {"field": "optional_scopes", "kind": "added", "value": "crm.objects.companies.read"},
        {"field": "optional_scopes", "kind": "removed", "value": "tickets"},
    ]);
    assert_eq!(found, expected);
    assert_eq!(
        differences(|profile| profile.scopes.required.reverse()),
        json!([])
    );
}

#[test]
fn a_scope_in_two_kinds_is_added_not_moved() {
    let found = differences(|profile| {
        profile
            .scopes
            .required
            .push("crm.objects.companies.read".into())
    });
    let expected = json!([{"field": "required_scopes", "kind": "removed", "value": "crm.objects.companies.read"}]);
    assert_eq!(found, expected);
    assert_eq!(
        ScopeKind::ConditionallyRequired.field(),
        "conditionally_required_scopes"
    );
}

#[test]
fn the_window_s_types_say_what_is_serialised() {
    let told = keeper_projects::Difference::inline(&ts_rs::Config::new());
    for part in [
        "field: string",
        "\"kind\": \"added\"",
        "\"kind\": \"moved\"",
        "from_kind: ScopeKind",
    ] {
        assert!(told.contains(part), "{told}");
    }
}
