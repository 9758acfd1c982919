use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

/// Two installations of an app whose client secret was rotated at HubSpot.
struct Stage {
    desk: TestDesk,
    app: Value,
    ids: [Value; 2],
    secret: Value,
}

impl Stage {
    async fn set() -> Self {
        let desk = TestDesk::start().await;
        let app = desk.save_app(0).await;
        let first = desk.install(&app, desk.account("STANDARD", 0)).await;
        let second = desk.install(&app, desk.account("STANDARD", 1)).await;
        let client_id = desk.practice.apps()[0].client_id.clone();
        let rotated = desk.control("rotate-secret", json!({"client_id": client_id}));
        let secret = rotated.await["client_secret"].clone();
        desk.refresh(&[&first]).await;
        Self {
            desk,
            app,
            ids: [first, second],
            secret,
        }
    }

    /// Saves a secret; what is told of it once it was tried.
    async fn save(&self, secret: &Value) -> Value {
        let told = self.desk.told("secret_checked");
        let mut fields = self.desk.app_fields(&self.desk.practice.apps()[0]);
        fields["id"] = self.app.clone();
        fields["client_secret"] = secret.clone();
        self.desk.call("app_save", json!({"app": fields})).await;
        let told = told.await;
        assert_eq!(told["app"], self.app);
        told
    }

    async fn is(&self, health: &str) {
        for id in &self.ids {
            let row = self.desk.row(id).await;
            assert_eq!(row["health"], health, "{row}");
        }
    }
}

fn said(told: &Value) -> (&Value, &Value, &Value) {
    (&told["result"], &told["recovered"], &told["code"])
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_the_right_one_says_what_it_brought_back() {
    let stage = Stage::set().await;
    stage.is("app_problem").await;
    let wrong = json!("00000000-0000-4000-8000-000000000000");
    let told = stage.save(&wrong).await;
    let expected = (json!("refused"), json!(0), json!("ClientSecretRefused"));
    assert_eq!(said(&told), (&expected.0, &expected.1, &expected.2));
    stage.is("app_problem").await;

    let told = stage.save(&stage.secret).await;
    assert_eq!(
        said(&told),
        (&json!("accepted"), &json!(2), &Value::Null),
        "both leave the app’s problem"
    );
    stage.is("healthy").await;
    let told = stage.save(&stage.secret).await;
    assert_eq!(
        said(&told),
        (&json!("accepted"), &json!(0), &Value::Null),
        "nothing was wrong any more"
    );
}

#[tokio::test]
async fn a_secret_that_cant_be_tried_claims_nothing() {
    let stage = Stage::set().await;
    let order = json!({"endpoint": "refresh", "status": 503, "count": 1});
    stage.desk.control("faults", order).await;
    let told = stage.save(&stage.secret).await;
    assert_eq!(
        said(&told),
        (&json!("untried"), &json!(0), &json!("HubSpotUnavailable"))
    );
    stage.is("app_problem").await;
}

#[tokio::test]
async fn without_an_installation_nothing_can_be_tried() {
    let desk = TestDesk::start().await;
    let told = desk.told("secret_checked");
    desk.save_app(0).await;
    let told = told.await;
    assert_eq!(
        said(&told),
        (&json!("untried"), &json!(0), &Value::Null),
        "{told}"
    );
}
