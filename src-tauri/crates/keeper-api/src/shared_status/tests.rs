use super::*;

const AT: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn app() -> SharedApp {
    SharedApp {
        id: "00000000-0000-0000-0000-000000000000".parse().unwrap(),
        name: "Invoice Sync".into(),
        environment: Environment::default(),
        client_id: String::new(),
        hubspot_app_id: None,
        fault: None,
        scopes: AppScopes::default(),
    }
}

fn row(number: u128, health: Health) -> SharedInstallation {
    SharedInstallation {
        id: format!("00000000-0000-0000-0000-{number:012}")
            .parse()
            .unwrap(),
        app: app().id,
        hub_id: HubId(7),
        health,
        code: None,
        proven_at: None,
        installed_at: AT,
        authorized_at: AT,
        installed_by: None,
        tags: Vec::new(),
        requested: Vec::new(),
        granted: Vec::new(),
    }
}

/// The row that is shown of several of one account, in this order.
fn shown(installations: Vec<SharedInstallation>) -> InstallationId {
    let file = StatusFile {
        format: FORMAT.into(),
        version: VERSION,
        made_at: AT,
        world: WorldView::Hubspot,
        apps: vec![app()],
        accounts: Vec::new(),
        installations,
    };
    let rows: Vec<_> = file
        .into_changes()
        .into_iter()
        .filter_map(|change| {
            if let Change::PutInstallation { installation, .. } = change {
                return Some(installation.id);
            }
            None
        })
        .collect();
    assert_eq!(rows.len(), 1, "one row of an app on an account");
    rows[0]
}

#[test]
fn of_several_rows_of_an_account_the_best_is_shown_in_any_order() {
    // The best first. What is gone is only told where nothing else is left.
    let ranked = [
        Health::Healthy,
        Health::Unproven,
        Health::Retrying,
        Health::ScopesBehind,
        Health::Held,
        Health::Quarantined,
        Health::SecretUnavailable,
        Health::TokenUnreadable,
        Health::AppProblem,
        Health::NeedsReauthorization,
        Health::Uninstalled,
        Health::Revoked,
    ];
    assert_eq!(ranked.len(), Health::ALL.len());
    for (place, better) in ranked.into_iter().enumerate() {
        for worse in ranked.into_iter().skip(place + 1) {
            // Their names say nothing.
            for (first, second) in [(1, 2), (2, 1)] {
                let both = || [row(first, better), row(second, worse)];
                let best = row(first, better).id;
                let [one, other] = both();
                assert_eq!(shown(vec![one, other]), best, "{better:?}, {worse:?}");
                let [one, other] = both();
                assert_eq!(shown(vec![other, one]), best, "{worse:?}, {better:?}");
            }
        }
    }
}

#[test]
fn of_rows_that_work_alike_the_one_proven_last_is_shown() {
    let proven = |number, seconds| SharedInstallation {
        proven_at: Some(AT.minus(std::time::Duration::from_secs(seconds))),
        ..row(number, Health::Healthy)
    };
    let rows = || [proven(1, 60), proven(2, 600), proven(3, 60)];
    let [one, two, three] = rows();
    let latest = shown(vec![one, two, three]);
    assert_eq!(latest, row(3, Health::Healthy).id);
    let [one, two, three] = rows();
    assert_eq!(shown(vec![three, two, one]), latest);
}
