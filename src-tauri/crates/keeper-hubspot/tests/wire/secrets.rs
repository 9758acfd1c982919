//! A13: secrets stand on the wire and nowhere else, at TRACE too.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use keeper_core::needs::HubSpot;
use tracing_subscriber::fmt::MakeWriter;

use super::*;
use crate::stand::Canned;

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Kept {
    fn text(&self) -> String {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}

/// An answer that echoes every secret it was sent.
const ECHO: &str = r#"{"status":"CANARY-SECRET","error":"CANARY-CODE",
    "message":"CANARY-REFRESH","category":"CANARY-ACCESS","token":"CANARY-ACCESS"}"#;

/// Our own spans and events in full; those of hyper and reqwest as far as the
/// program ever writes them (INFO).
fn logging(kept: &Kept) -> impl tracing::Subscriber + Send + Sync + use<> {
    tracing_subscriber::fmt()
        .with_env_filter("info,keeper_hubspot=trace")
        .with_writer(kept.clone())
        .with_ansi(false)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .finish()
}

#[tokio::test]
async fn a13_no_secret_in_logs_and_failures() {
    let kept = Kept::default();
    let _guard = tracing::subscriber::set_default(logging(&kept));
    let (present, refresh, access) = (present(), refresh_token(), access_token());
    let version = ApiVersion::V2026_09;
    for status in [200, 400, 401, 403, 429, 500] {
        let stand = Stand::always(Canned::json(status, ECHO)).await;
        let hubspot = hubspot(&stand);
        let told = [
            format!("{:?}", hubspot.exchange(&present, code()).await),
            format!("{:?}", hubspot.refresh(&present, &refresh).await),
            format!("{:?}", hubspot.introspect(&present, &access).await),
            format!("{:?}", hubspot.revoke(&present, &refresh).await),
            format!("{:?}", hubspot.account_details(version, &access).await),
            format!("{:?}", hubspot.uninstall(version, &access).await),
            format!("{hubspot:?}"),
        ];
        for text in told {
            assert!(!text.contains("CANARY"), "{status}: {text}");
        }
    }
    let log = kept.text();
    assert!(log.contains("hubspot_call"), "the calls are logged: {log}");
    assert!(log.contains("http_status=400"), "with their status: {log}");
    assert!(!log.contains("CANARY"), "{log}");
}

#[tokio::test]
async fn a13_a_proxys_password_is_not_told() {
    use keeper_hubspot::options::ExplicitProxy;
    let options = Options {
        proxy: keeper_hubspot::Proxy::Explicit(ExplicitProxy::new("http://me:CANARY@[broken")),
        ..Options::default()
    };
    assert!(!format!("{options:?}").contains("CANARY"));
    let target = Target::parse(keeper_hubspot::target::HUBSPOT_API).unwrap();
    let problem = OverHttp::build(target, &options).unwrap_err();
    assert!(!format!("{problem:?}").contains("CANARY"), "{problem:?}");
}

/// Nothing secret stands in an address today; the first generation of calls
/// had tokens there.
#[tokio::test]
async fn a13_a_failure_tells_no_address() {
    let _guard = tracing::subscriber::set_default(logging(&Kept::default()));
    let port = {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        taken.local_addr().unwrap().port()
    };
    let target = format!("http://127.0.0.1:{port}/CANARY");
    let hubspot = OverHttp::build(Target::parse(&target).unwrap(), &Options::default()).unwrap();
    let failure = hubspot.refresh(&present(), &refresh_token()).await;
    let told = format!("{failure:?}");
    assert!(told.contains("HubSpotUnreachable"), "{told}");
    assert!(!told.contains("CANARY"), "{told}");
}
