//! Changes: what each does, alone and together.

use keeper_core::Code;
use keeper_core::account::{Account, AccountType};
use keeper_core::app::AppFault;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::Annotation;
use keeper_core::needs::{Change, Selection, TokenChange, Vault};

use crate::support::{
    NOW, account, app, code, directory, fill, grant, installation, open, put, put_secret,
    refresh_token, sealed, tokens,
};

#[tokio::test]
async fn an_app_comes_back_as_it_was_put() {
    let directory = directory();
    let store = open(directory.path()).await;
    let mut app = app("Sync");
    store
        .commit(vec![Change::PutApp(app.clone())])
        .await
        .unwrap();
    assert_eq!(store.app(app.id).await.unwrap(), app);
    assert_eq!(store.apps().await.unwrap(), [app.clone()]);

    app.draft.name = "Sync 2".to_owned();
    app.updated_at = NOW.plus(crate::support::DAY);
    store
        .commit(vec![Change::PutApp(app.clone())])
        .await
        .unwrap();
    assert_eq!(store.apps().await.unwrap(), [app]);
    assert_eq!(
        code(store.app(AppId::make_random()).await),
        Code::AppUnknown
    );
}

#[tokio::test]
async fn two_apps_cannot_have_one_client_id() {
    let directory = directory();
    let store = open(directory.path()).await;
    let first = app("Sync");
    let mut second = app("Copy");
    second.draft.client_id = first.draft.client_id.to_uppercase();
    store.commit(vec![Change::PutApp(first)]).await.unwrap();
    let refused = store.commit(vec![Change::PutApp(second)]).await;
    assert_eq!(code(refused), Code::AppClientIdTaken);
    assert_eq!(store.apps().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_rotation_keeps_the_former_secret_until_the_next() {
    let directory = directory();
    let store = open(directory.path()).await;
    let app = app("Sync");
    let id = app.id;
    store.commit(vec![Change::PutApp(app)]).await.unwrap();
    assert!(store.client_secrets(id).await.unwrap().is_none());
    assert_eq!(store.app(id).await.unwrap().secret_set_at, None);

    store
        .commit(vec![put_secret(id, "one", false)])
        .await
        .unwrap();
    store
        .commit(vec![put_secret(id, "two", true)])
        .await
        .unwrap();
    let secrets = store.client_secrets(id).await.unwrap().unwrap();
    assert_eq!(secrets.present.expose(), "two");
    assert_eq!(secrets.former.unwrap().expose(), "one");
    assert_eq!(store.app(id).await.unwrap().former_secret_set_at, Some(NOW));

    store
        .commit(vec![put_secret(id, "three", false)])
        .await
        .unwrap();
    let secrets = store.client_secrets(id).await.unwrap().unwrap();
    assert_eq!(secrets.present.expose(), "three");
    assert!(secrets.former.is_none());
    let unknown = put_secret(AppId::make_random(), "x", false);
    assert_eq!(code(store.commit(vec![unknown]).await), Code::AppUnknown);
}

#[tokio::test]
async fn an_apps_fault_is_set_and_cleared() {
    let directory = directory();
    let store = open(directory.path()).await;
    let app = app("Sync");
    let id = app.id;
    let fault = AppFault {
        code: Code::ClientSecretRefused,
        since: NOW,
        correlation_id: Some("abc".to_owned()),
        tries: 2,
        next_try_at: Some(NOW),
    };
    let set = |fault| Change::SetAppFault { app: id, fault };
    store
        .commit(vec![Change::PutApp(app), set(Some(fault.clone()))])
        .await
        .unwrap();
    assert_eq!(store.app(id).await.unwrap().fault, Some(fault));
    store.commit(vec![set(None)]).await.unwrap();
    assert_eq!(store.app(id).await.unwrap().fault, None);
}

#[tokio::test]
async fn an_app_goes_only_without_installations_and_grants() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let drop_app = || store.commit(vec![Change::DropApp(kept.app)]);
    assert_eq!(code(drop_app().await), Code::AppHasInstallations);

    let waiting = grant(kept.app);
    let hold = Change::HoldGrant {
        grant: waiting.clone(),
        tokens: sealed(&store, waiting.id, "b"),
    };
    store
        .commit(vec![hold, Change::Purge(kept.id)])
        .await
        .unwrap();
    assert_eq!(code(drop_app().await), Code::AppHasInstallations);

    store
        .commit(vec![Change::DropGrant(waiting.id)])
        .await
        .unwrap();
    drop_app().await.unwrap();
    assert!(store.apps().await.unwrap().is_empty());
    assert_eq!(store.status().await.unwrap().sealed_rows, 0);
}

#[tokio::test]
async fn forgotten_installations_go_with_their_app() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let forget = Change::Forget {
        id: kept.id,
        at: NOW,
    };
    store
        .commit(vec![forget, Change::DropApp(kept.app)])
        .await
        .unwrap();
    assert!(
        store
            .installations(Selection::Forgotten)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(store.tokens(kept.id).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_newly_known_of_an_account_is_laid_over_the_rest() {
    let directory = directory();
    let store = open(directory.path()).await;
    let named = Account {
        name: Some("Acme".to_owned()),
        account_type: AccountType::DeveloperTest,
        ..account(7)
    };
    let called = Account {
        last_call_at: Some(NOW),
        ..account(7)
    };
    store
        .commit(vec![Change::PutAccount(named), Change::PutAccount(called)])
        .await
        .unwrap();
    let kept = store.account(HubId(7)).await.unwrap().unwrap();
    assert_eq!(kept.name.as_deref(), Some("Acme"));
    assert_eq!(kept.account_type, AccountType::DeveloperTest);
    assert_eq!(kept.last_call_at, Some(NOW));
    assert_eq!(store.accounts().await.unwrap(), [kept]);
    assert_eq!(store.account(HubId(8)).await.unwrap(), None);
}

#[tokio::test]
async fn an_account_goes_only_without_installations() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let changes = vec![
        Change::PutAccount(account(7)),
        Change::PutAccount(account(8)),
    ];
    store.commit(changes).await.unwrap();
    let refused = store.commit(vec![Change::DropAccount(kept.hub_id)]).await;
    assert_eq!(code(refused), Code::AccountHasInstallations);
    store
        .commit(vec![Change::DropAccount(HubId(8))])
        .await
        .unwrap();
    assert_eq!(store.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn tokens_are_put_kept_and_wiped_with_their_installation() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let read = async || {
        let found = store.installations(Selection::Ids(vec![kept.id])).await;
        found.unwrap().remove(0)
    };
    assert_eq!(read().await.prints, Some(tokens("a").prints()));

    store
        .commit(vec![put(&kept, TokenChange::Keep)])
        .await
        .unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");

    let rotated = put(&kept, TokenChange::Put(sealed(&store, kept.id, "b")));
    store.commit(vec![rotated]).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-b");
    assert_eq!(read().await.prints, Some(tokens("b").prints()));

    store
        .commit(vec![put(&kept, TokenChange::Wipe)])
        .await
        .unwrap();
    assert_eq!(refresh_token(&store, kept.id).await, None);
    assert_eq!(read().await.prints, None);
}

#[tokio::test]
async fn a_grant_becomes_an_installation_under_its_own_or_another_name() {
    let directory = directory();
    let store = open(directory.path()).await;
    let app = app("Sync");
    let (first, second) = (grant(app.id), grant(app.id));
    let hold = |grant: &keeper_core::grant::Grant, name| Change::HoldGrant {
        grant: grant.clone(),
        tokens: sealed(&store, grant.id, name),
    };
    let changes = vec![
        Change::PutApp(app.clone()),
        hold(&first, "a"),
        hold(&second, "b"),
    ];
    store.commit(changes).await.unwrap();
    let waiting = store.grants().await.unwrap();
    assert_eq!(waiting.len(), 2);
    assert!(waiting.iter().all(|grant| grant.prints.is_some()));

    let mut made = installation(app.id, 7);
    made.id = first.id;
    let take = put(&made, TokenChange::TakeFromGrant(first.id));
    store.commit(vec![take]).await.unwrap();
    assert_eq!(refresh_token(&store, made.id).await.unwrap(), "refresh-a");

    let renew = put(&made, TokenChange::TakeFromGrant(second.id));
    store.commit(vec![renew]).await.unwrap();
    assert_eq!(refresh_token(&store, made.id).await.unwrap(), "refresh-b");
    assert!(store.grants().await.unwrap().is_empty());
    assert_eq!(refresh_token(&store, second.id).await, None);

    let again = put(&made, TokenChange::TakeFromGrant(second.id));
    assert_eq!(code(store.commit(vec![again]).await), Code::TokenGone);
}

#[tokio::test]
async fn what_is_known_of_a_grant_changes_without_its_tokens() {
    let directory = directory();
    let store = open(directory.path()).await;
    let app = app("Sync");
    let mut held = grant(app.id);
    let hold = Change::HoldGrant {
        grant: held.clone(),
        tokens: sealed(&store, held.id, "a"),
    };
    store.commit(vec![Change::PutApp(app), hold]).await.unwrap();
    held.hub_id = Some(HubId(9));
    store
        .commit(vec![Change::PutGrant(held.clone())])
        .await
        .unwrap();
    held.prints = Some(tokens("a").prints());
    assert_eq!(store.grants().await.unwrap(), [held.clone()]);
    assert_eq!(refresh_token(&store, held.id).await.unwrap(), "refresh-a");

    let id = held.id;
    store.commit(vec![Change::DropGrant(id)]).await.unwrap();
    assert_eq!(refresh_token(&store, id).await, None);
    let refused = store.commit(vec![Change::PutGrant(held)]).await;
    assert_eq!(code(refused), Code::InstallationUnknown);
}

#[tokio::test]
async fn an_annotation_survives_whatever_else_is_put() {
    let directory = directory();
    let store = open(directory.path()).await;
    let mut kept = fill(&store, "a").await;
    let written = Annotation {
        notes: "call Bob".to_owned(),
        tags: vec!["vip".to_owned(), "two words".to_owned()],
        keep_alive: keeper_core::installation::KeepAlive::Off,
    };
    let annotate = |id| Change::Annotate {
        id,
        annotation: written.clone(),
    };
    store.commit(vec![annotate(kept.id)]).await.unwrap();
    kept.granted = vec!["tickets".to_owned()];
    store
        .commit(vec![put(&kept, TokenChange::Keep)])
        .await
        .unwrap();
    let read = store
        .installations(Selection::Kept)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(read.annotation, written);
    assert_eq!(read.granted, ["tickets"]);
    let refused = store
        .commit(vec![annotate(InstallationId::make_random())])
        .await;
    assert_eq!(code(refused), Code::InstallationUnknown);
}

#[tokio::test]
async fn an_app_has_one_kept_installation_on_an_account() {
    let directory = directory();
    let store = open(directory.path()).await;
    let first = fill(&store, "a").await;
    let second = installation(first.app, 7);
    let put_second = || store.commit(vec![put(&second, TokenChange::Keep)]);
    assert_eq!(code(put_second().await), Code::InstallationExists);

    let mut of_user = installation(first.app, 7);
    of_user.user_id = Some(3);
    store
        .commit(vec![put(&of_user, TokenChange::Keep)])
        .await
        .unwrap();

    let forget = Change::Forget {
        id: first.id,
        at: NOW,
    };
    store.commit(vec![forget]).await.unwrap();
    put_second().await.unwrap();
    let refused = store.commit(vec![Change::Restore(first.id)]).await;
    assert_eq!(code(refused), Code::InstallationExists);

    let found = |user| store.installation_of(first.app, first.hub_id, user);
    assert_eq!(found(None).await.unwrap().unwrap().id, second.id);
    assert_eq!(found(Some(3)).await.unwrap().unwrap().id, of_user.id);
    assert_eq!(found(Some(4)).await.unwrap(), None);
}

#[tokio::test]
async fn forgotten_comes_back_with_its_tokens() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let forget = Change::Forget {
        id: kept.id,
        at: NOW,
    };
    store.commit(vec![forget]).await.unwrap();
    assert!(
        store
            .installations(Selection::Kept)
            .await
            .unwrap()
            .is_empty()
    );
    let forgotten = store.installations(Selection::Forgotten).await.unwrap();
    assert_eq!(forgotten[0].forgotten_at, Some(NOW));

    store.commit(vec![Change::Restore(kept.id)]).await.unwrap();
    let back = store
        .installations(Selection::Kept)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(back.forgotten_at, None);
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    let unknown = Change::Restore(InstallationId::make_random());
    assert_eq!(
        code(store.commit(vec![unknown]).await),
        Code::InstallationUnknown
    );
}

#[tokio::test]
async fn one_bad_change_undoes_all_of_its_commit() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let changes = vec![
        put(&kept, TokenChange::Put(sealed(&store, kept.id, "b"))),
        Change::PutSetting {
            name: "theme".to_owned(),
            value: "1".to_owned(),
        },
        Change::Restore(InstallationId::make_random()),
    ];
    assert_eq!(code(store.commit(changes).await), Code::InstallationUnknown);
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    assert_eq!(store.setting("theme".to_owned()).await.unwrap(), None);
}

#[tokio::test]
async fn nothing_is_a_commit_too() {
    let directory = directory();
    let store = open(directory.path()).await;
    store.commit(Vec::new()).await.unwrap();
}

#[tokio::test]
async fn an_installation_of_no_known_app_is_refused() {
    let directory = directory();
    let store = open(directory.path()).await;
    let stray = installation(AppId::make_random(), 7);
    let refused = store.commit(vec![put(&stray, TokenChange::Keep)]).await;
    assert_eq!(code(refused), Code::AppUnknown);
}
