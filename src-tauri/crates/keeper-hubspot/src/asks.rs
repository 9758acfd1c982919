//! The calls, each as a value that can be sent to more than one version.

mod bearer;
mod credentials;
mod tokens;

pub(crate) use bearer::{ReadAccount, Uninstall};
pub(crate) use credentials::{About, Introspect, Revoke};
pub(crate) use tokens::{Exchange, Refresh};

use keeper_core::Code;
use keeper_core::needs::{CallFailure, Receipt};
use reqwest::{Request, RequestBuilder};

use crate::outcome::{self, Call};
use crate::transport::Reply;

/// The request, or a failure where it can't be put together.
fn built(call: Call, builder: RequestBuilder) -> Result<Request, CallFailure> {
    builder
        .build()
        .map_err(|_| outcome::later(call, Code::Internal, "the request can't be put together"))
}

/// A yes that carries nothing: an empty body, or JSON. A page in between that
/// says 200 to everything is not believed.
fn acknowledged(call: Call, reply: Reply) -> Result<Receipt, CallFailure> {
    let reply = reply.successful(call)?;
    if !reply.body.is_empty() && !reply.is_json() {
        return Err(reply.unexpected(call, "the answer is not JSON"));
    }
    Ok(reply.receipt())
}

/// The JSON object of a good answer.
fn read<T: serde::de::DeserializeOwned>(call: Call, reply: Reply) -> Result<T, CallFailure> {
    let reply = reply.successful(call)?;
    if !reply.is_json() {
        return Err(reply.unexpected(call, "the answer is not JSON"));
    }
    crate::wire::object(&reply.body)
        .ok_or_else(|| reply.unexpected(call, "the answer has another shape"))
}
