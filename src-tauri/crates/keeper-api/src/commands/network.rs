//! The way to HubSpot: proxy and trust.

use crate::options::Choose;
use crate::requests::{Nothing, ProxyCredentialsRequest};
use crate::views::{NetworkView, SettingsView};

use super::{At, Reply};

pub async fn network_get(desk: At<'_>, _: Nothing) -> Reply<NetworkView> {
    desk.network().await
}

pub async fn proxy_credentials_save(
    desk: At<'_>,
    request: ProxyCredentialsRequest,
) -> Reply<NetworkView> {
    desk.put_proxy_credentials(Some(request)).await
}

pub async fn proxy_credentials_remove(desk: At<'_>, _: Nothing) -> Reply<NetworkView> {
    desk.put_proxy_credentials(None).await
}

pub async fn certificates_choose(desk: At<'_>, _: Nothing) -> Reply<SettingsView> {
    let chosen = desk
        .file_chooser()
        .open(Choose::File(&["pem", "crt", "cer"]));
    match chosen.await? {
        Some(path) => desk.take_certificates(path).await,
        None => desk.settings().await,
    }
}
