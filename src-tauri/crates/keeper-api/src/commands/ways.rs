//! The ways back from the browser: the relay page, and the scheme.

use keeper_core::redirect_url;

use crate::requests::{Nothing, RelayCheckRequest};
use crate::views::{RelayCheckView, RelayExportedView, SchemeTestedView, SchemeView};
use crate::{deep_link, relay};

use super::{At, Reply};

pub async fn relay_export(desk: At<'_>, _: Nothing) -> Reply<RelayExportedView> {
    let path = relay::export(desk.file_chooser(), desk.language()).await?;
    let path = path.map(|path| path.display().to_string());
    Ok(RelayExportedView { path })
}

pub async fn relay_check(desk: At<'_>, request: RelayCheckRequest) -> Reply<RelayCheckView> {
    redirect_url::parse(&request.redirect_url)?;
    let finding = relay::check(&request.redirect_url, &desk.way_now().await?).await?;
    Ok(RelayCheckView { finding })
}

pub async fn scheme_status(desk: At<'_>, _: Nothing) -> Reply<SchemeView> {
    let status = desk.scheme().status().await?;
    Ok(SchemeView {
        ours: status.is_ours,
        can_register: status.can_register,
        can_remove: status.can_remove,
        handler: status.handler,
        command: status.command,
        address: deep_link::CALLBACK.to_owned(),
    })
}

pub async fn scheme_register(desk: At<'_>, _: Nothing) -> Reply<SchemeView> {
    desk.scheme().register().await?;
    scheme_status(desk, Nothing {}).await
}

pub async fn scheme_remove(desk: At<'_>, _: Nothing) -> Reply<SchemeView> {
    desk.scheme().remove().await?;
    scheme_status(desk, Nothing {}).await
}

pub async fn scheme_test(desk: At<'_>, _: Nothing) -> Reply<SchemeTestedView> {
    let took = desk.test_links().await?;
    let took_ms = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
    Ok(SchemeTestedView { took_ms })
}
