use keeper_core::Code;
use keeper_core::activity::ActivityKind;
use keeper_core::engine::RefreshResult;
use keeper_core::grant::GrantState;
use keeper_core::health::Condition;
use keeper_core::identifier::InstallationId;
use keeper_core::needs::Vault as _;
use rusqlite::Connection;
use serde_json::json;
use uuid::Uuid;

use crate::lone_engine::{HUB, LoneEngine, in_time, set_aside};
use crate::siege::{Program as _, Siege};
use crate::stand::Call;

/// What happens to sealed tokens.
#[derive(Clone, Copy, Debug)]
enum Harm {
    /// One bit of the refresh token is another.
    Flipped,
    /// The row is gone.
    Missing,
}

const HARMS: [Harm; 2] = [Harm::Flipped, Harm::Missing];

fn harm(database: &Connection, owner: Uuid, harm: Harm) {
    let changed = match harm {
        Harm::Flipped => {
            let read = "SELECT refresh FROM tokens WHERE owner = ?1";
            let sealed = database.query_row(read, [owner], |row| row.get(0));
            let mut sealed: Vec<u8> = sealed.unwrap();
            *sealed.last_mut().unwrap() ^= 1;
            let write = "UPDATE tokens SET refresh = ?2 WHERE owner = ?1";
            database.execute(write, rusqlite::params![owner, sealed])
        }
        Harm::Missing => database.execute("DELETE FROM tokens WHERE owner = ?1", [owner]),
    };
    assert_eq!(changed.unwrap(), 1);
}

impl LoneEngine {
    fn harm(&self, owner: InstallationId, how: Harm) {
        harm(&self.database(), owner.as_uuid(), how);
    }

    async fn noted(&self) -> usize {
        self.lines(ActivityKind::TokenUnreadable).await.len()
    }
}

#[tokio::test]
async fn tokens_that_cannot_be_read_are_said_once_and_mended_by_reauthorizing() {
    for how in HARMS {
        let lone = LoneEngine::start().await;
        let app = lone.app(1).await;
        let row = lone.install(app, HUB, "row").await;
        lone.harm(row, how);
        assert!(lone.look().await);
        let found = lone.row(row).await;
        assert!(
            matches!(found.condition, Condition::Unreadable { .. }),
            "{how:?}: {:?}",
            found.condition
        );
        let code = found.last_error.map(|error| error.code);
        assert_eq!(code, Some(Code::TokenUnreadable));
        for _ in 0..3 {
            let refused = lone.refresh(row).await;
            let is_so = matches!(&refused, RefreshResult::Failed(problem)
                if problem.code == Code::TokenUnreadable);
            assert!(is_so, "{how:?}: {refused:?}");
            lone.look().await;
        }
        let called = lone.engine.test_call(row).await;
        assert_eq!(called.unwrap_err().code, Code::TokenUnreadable);
        let revoked = lone.engine.revoke(row, None).await;
        assert_eq!(revoked.unwrap_err().code, Code::TokenUnreadable);
        assert_eq!(lone.noted().await, 1, "{how:?}: not at every check");
        assert_eq!(lone.hubspot.asked(), [], "there is nothing to ask with");

        let grant = lone.hold(app, "again", set_aside()).await;
        assert_eq!(lone.engine.keep_grant(grant).await.unwrap(), row);
        assert_eq!(lone.row(row).await.condition, Condition::Working);
        assert_eq!(lone.refresh_token(row).await, "refresh-again");
    }
}

#[tokio::test]
async fn a_grant_that_cannot_be_read_says_so_once_and_can_be_discarded() {
    for how in HARMS {
        for is_held in [true, false] {
            let lone = LoneEngine::start().await;
            let app = lone.app(1).await;
            let held = GrantState::Held {
                next_try_at: lone.engine.now(),
                tries: 0,
            };
            let state = if is_held { held } else { set_aside() };
            let grant = lone.hold(app, "grant", state).await;
            lone.harm(grant, how);
            match is_held {
                true => lone.until_unreadable().await,
                false => {
                    let kept = lone.engine.keep_grant(grant).await;
                    assert_eq!(kept.unwrap_err().code, Code::TokenUnreadable);
                }
            }
            assert!(lone.is_grant_unreadable().await);
            for _ in 0..2 {
                let kept = lone.engine.keep_grant(grant).await;
                assert_eq!(kept.unwrap_err().code, Code::TokenUnreadable);
                let revoked = lone.engine.revoke_grant(grant).await;
                assert_eq!(revoked.unwrap_err().code, Code::TokenUnreadable);
            }
            assert_eq!(lone.noted().await, 1, "{how:?}, held: {is_held}");
            assert_eq!(lone.hubspot.asked(), []);
            lone.engine.discard_grant(grant).await.unwrap();
            assert_eq!(lone.store.grants().await.unwrap(), []);
        }
    }
}

impl LoneEngine {
    async fn is_grant_unreadable(&self) -> bool {
        let grants = self.store.grants().await.unwrap();
        matches!(grants[0].state, GrantState::Unreadable { .. })
    }

    /// Lets the engine take its held grant up.
    async fn until_unreadable(&self) {
        self.engine.resume().await.unwrap();
        in_time(async {
            while !self.is_grant_unreadable().await {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}

#[tokio::test]
async fn the_list_shows_which_tokens_cannot_be_read() {
    for how in HARMS {
        let siege = Siege::start().await;
        let app = siege.save_app().await;
        let id = siege.install(&app).await;
        let owner = id.as_str().unwrap().parse().unwrap();
        let database = Connection::open(siege.directory.path().join("practice.db"));
        harm(&database.unwrap(), owner, how);
        siege.refresh(&id).await;
        let row = siege.row(&id).await;
        assert_eq!(row["code"], "TokenUnreadable", "{how:?}: {row}");
        assert_ne!(row["health"], "healthy");
        siege.refresh(&id).await;
        let kinds = json!({"kinds": ["token_unreadable"]});
        let story = siege.program.must("activity_query", kinds).await;
        assert_eq!(story["total"], 1, "{how:?}: {story}");
        assert_eq!(siege.stand.count(Call::Refresh), 0);
        let ended = siege.reauthorize(&id).await;
        assert_eq!(ended.flow["state"], "done", "{}", ended.flow);
        let row = siege.row(&id).await;
        assert_eq!(row["health"], "healthy", "{how:?}: {row}");
        assert_eq!(siege.refresh(&id).await["proven"], 1);
    }
}
