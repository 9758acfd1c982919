use keeper_practice::AccountType;
use serde_json::{Value, json};

use crate::bench::Bench;

/// What worlds lacked before, by where it stands now.
const ADDED: [(&str, &[&str]); 3] = [
    ("/apps", &["solutions_partner", "hublet"]),
    ("/accounts", &[]),
    ("/switches", &["install_quotas"]),
];

fn take_off(world: &mut Value) {
    for field in ["app_tokens", "private_apps", "last_calls"] {
        assert!(
            world.as_object_mut().unwrap().remove(field).is_some(),
            "{field}"
        );
    }
    for (place, fields) in ADDED {
        let at = world.pointer_mut(place).unwrap();
        let rows: Vec<&mut Value> = if at.is_array() {
            at.as_array_mut().unwrap().iter_mut().collect()
        } else {
            vec![at]
        };
        for row in rows {
            for field in fields {
                assert!(
                    row.as_object_mut().unwrap().remove(*field).is_some(),
                    "{field}"
                );
            }
        }
    }
    for account in world["accounts"].as_array_mut().unwrap() {
        for user in account["users"].as_array_mut().unwrap() {
            user.as_object_mut().unwrap().remove("super_admin");
        }
    }
}

#[tokio::test]
async fn a_world_of_before_is_read_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let bench = Bench::in_file(&path).await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::DeveloperTest));
    let tokens = bench.install(&app, hub).await;
    bench.practice.shutdown().await;
    let mut world: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    take_off(&mut world);
    std::fs::write(&path, world.to_string()).unwrap();

    let again = Bench::in_file(&path).await;
    assert_eq!(again.refresh(&app, &tokens.refresh).await.status, 200);
    assert_eq!(again.account_info(&tokens.access).await.status, 200);
    again
        .install(&again.app(1), again.hub(AccountType::Standard))
        .await;
    let state = again.ask("state").await;
    assert_eq!(state["switches"]["install_quotas"], true);
    assert_eq!(state["apps"][0]["hublet"], json!("na1"));
    let mut accounts = state["accounts"].as_array().unwrap().iter();
    let test = accounts.find(|account| account["hub_id"] == hub).unwrap();
    assert_eq!(
        test["has_ended"], false,
        "its 90 days begin when it is read"
    );
}
