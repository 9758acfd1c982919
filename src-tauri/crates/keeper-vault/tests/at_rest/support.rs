//! What the tests put into a vault, and how they open one.

use std::path::Path;

use keeper_core::Timestamp;
use keeper_core::account::Account;
use keeper_core::app::{App, AppDraft};
use keeper_core::grant::{Grant, GrantState, SealedTokens, Tokens};
use keeper_core::health::Condition;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::{Annotation, Installation, KeepAlive};
use keeper_core::needs::{Change, TokenChange, Vault};
use keeper_core::scope::AppScopes;
use keeper_core::secret::{AccessToken, ClientSecret, Passphrase, RefreshToken};
use keeper_core::{Code, Problem};
use keeper_vault::{KeyCost, KeyringChoice, Proof, RecoveryCode, Store, StoreOptions, World};
use tempfile::TempDir;

/// A day in the life of the tests.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);
pub(crate) const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);
pub(crate) const TARGET: &str = "https://api.hubapi.com";
pub(crate) const PHRASE: &str = "correct horse battery";

pub(crate) fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub(crate) fn phrase(text: &str) -> Passphrase {
    Passphrase::new(text)
}

/// What opens the vaults that [`open`] set up.
pub(crate) fn proof() -> Proof {
    Proof::Passphrase(phrase(PHRASE))
}

/// Options whose passphrases cost next to nothing to try.
pub(crate) fn options(directory: &Path, keyring: KeyringChoice) -> StoreOptions {
    let mut options = StoreOptions::new(directory, World::Hubspot, TARGET, keyring);
    options.key_cost = KeyCost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };
    options
}

pub(crate) async fn open(directory: &Path) -> Store {
    let choice = KeyringChoice::Passphrase(phrase(PHRASE));
    let store = Store::open(options(directory, choice)).await.unwrap();
    store.make_ready().await.unwrap();
    store
}

pub(crate) async fn open_locked(directory: &Path) -> Store {
    let choice = KeyringChoice::Passphrase(phrase(PHRASE));
    Store::open(options(directory, choice)).await.unwrap()
}

pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, Problem>) -> Code {
    result.unwrap_err().code
}

pub(crate) fn app(name: &str) -> App {
    let id = AppId::make_random();
    App {
        id,
        draft: AppDraft {
            name: name.to_owned(),
            client_id: id.to_string(),
            redirect_urls: vec!["http://localhost:3000/oauth-callback".to_owned()],
            scopes: AppScopes {
                required: vec!["oauth".to_owned(), "crm.objects.contacts.read".to_owned()],
                ..AppScopes::default()
            },
            ..AppDraft::default()
        },
        secret_set_at: None,
        former_secret_set_at: None,
        fault: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn installation(app: AppId, hub: i64) -> Installation {
    Installation {
        id: InstallationId::make_random(),
        app,
        hub_id: HubId(hub),
        user_id: None,
        condition: Condition::Working,
        proven_at: Some(NOW),
        requested: vec!["oauth".to_owned(), "crm.objects.contacts.read".to_owned()],
        granted: vec!["oauth".to_owned()],
        installed_by: Some("ada@example.com".to_owned()),
        installed_at: NOW,
        authorized_at: NOW,
        last_error: None,
        forgotten_at: None,
        prints: None,
        annotation: Annotation {
            notes: "the first".to_owned(),
            tags: vec!["emea".to_owned()],
            keep_alive: KeepAlive::Daily,
        },
    }
}

pub(crate) fn tokens(name: &str) -> Tokens {
    Tokens {
        access: AccessToken::new(format!("access-{name}")),
        access_expires_at: NOW.plus(std::time::Duration::from_secs(1800)),
        refresh: RefreshToken::new(format!("refresh-{name}")),
    }
}

pub(crate) fn grant(app: AppId) -> Grant {
    Grant {
        id: InstallationId::make_random(),
        app,
        expected: Some(HubId(7)),
        hub_id: None,
        renews: None,
        requested: vec!["oauth".to_owned()],
        granted: Vec::new(),
        from_elsewhere: false,
        state: GrantState::Held {
            next_try_at: NOW,
            tries: 1,
        },
        made_at: NOW,
        prints: None,
    }
}

pub(crate) fn account(hub: i64) -> Account {
    Account::with_hub_id(HubId(hub), NOW)
}

pub(crate) fn put(installation: &Installation, tokens: TokenChange) -> Change {
    Change::PutInstallation {
        installation: installation.clone(),
        tokens,
    }
}

pub(crate) fn put_secret(app: AppId, secret: &str, keep_former: bool) -> Change {
    Change::PutClientSecret {
        app,
        secret: ClientSecret::new(secret),
        keep_former,
        at: NOW,
    }
}

/// Tokens named `name`, sealed for a row of an open vault.
pub(crate) fn sealed(store: &Store, owner: InstallationId, name: &str) -> SealedTokens {
    let sealer = store.sealer().unwrap();
    sealer.seal(owner, &tokens(name)).unwrap()
}

/// An app and one installation of it, with tokens named `name`.
pub(crate) async fn fill(store: &Store, name: &str) -> Installation {
    let app = app(name);
    let installation = installation(app.id, 7);
    let changes = vec![
        Change::PutApp(app),
        put(
            &installation,
            TokenChange::Put(sealed(store, installation.id, name)),
        ),
    ];
    store.commit(changes).await.unwrap();
    installation
}

/// The refresh token that is kept for an installation, if one is.
pub(crate) async fn refresh_token(store: &Store, id: InstallationId) -> Option<String> {
    let tokens = store.tokens(id).await.unwrap()?;
    Some(tokens.refresh.expose().to_owned())
}

/// The database, beside the store's own connections.
pub(crate) fn database(directory: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(directory.join("vault.db")).unwrap()
}

/// A recovery code, as if it had been written down.
pub(crate) async fn recovery_code(store: &Store) -> Result<RecoveryCode, Problem> {
    let (write, written) = std::sync::mpsc::channel();
    let kept = store.make_recovery_code(proof(), move |code| {
        write.send(code).unwrap();
        Ok(())
    });
    kept.await?;
    Ok(written.recv().unwrap())
}
