//! From a command's name to its answer, made from the one list.

use std::sync::Arc;

use futures::future::BoxFuture;
use keeper_core::decoder::Decoded;
use keeper_core::error::{Code, Problem};
use keeper_core::scope::{Pasted, ScopeEntry};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::commands;
use crate::contract::CommandClass;
use crate::desk::Desk;
use crate::requests::*;
use crate::views::*;

macro_rules! dispatcher {
    ($($class:ident $name:ident($request:ty) -> $reply:ty;)+) => {
        #[cfg(test)]
        const COMMANDS: &[&str] = &[$(stringify!($name)),+];

        fn find<'a>(desk: &'a Arc<Desk>, name: &str, args: Value) -> Option<Found<'a>> {
            match name {
                $(stringify!($name) => Some((CommandClass::$class, Box::pin(async move {
                    let request: $request = read(args)?;
                    let reply: $reply = commands::$name(desk, request).await?;
                    write(&reply)
                }))),)+
                _ => None,
            }
        }
    };
}

type Found<'a> = (CommandClass, BoxFuture<'a, Result<Value, Problem>>);

crate::with_commands!(dispatcher);

/// Runs a command by name.
///
/// # Errors
/// [`Code::CommandUnknown`], [`Code::ArgumentsInvalid`], [`Code::ViewOnly`],
/// [`Code::VaultLocked`], or what the command says.
pub async fn dispatch(desk: &Arc<Desk>, name: &str, args: Value) -> Result<Value, Problem> {
    let (class, answered) = find(desk, name, args).ok_or(Code::CommandUnknown)?;
    if desk.is_view_only() && !class.in_view_only() {
        return Err(Code::ViewOnly.into());
    }
    // The window reads by itself; everything else is a person's doing.
    if class != CommandClass::Look {
        desk.note_use().await;
    }
    if !class.while_locked() {
        desk.refuse_while_locked().await?;
    }
    answered.await
}

/// Reads arguments. What is wrong is said by its place alone: the value may be
/// a secret.
fn read<T: DeserializeOwned>(args: Value) -> Result<T, Problem> {
    let args = if args.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        args
    };
    serde_path_to_error::deserialize(args).map_err(|error| {
        Problem::new(Code::ArgumentsInvalid).with("field", error.path().to_string())
    })
}

fn write<T: Serialize>(reply: &T) -> Result<Value, Problem> {
    serde_json::to_value(reply).map_err(|cause| Problem::new(Code::Internal).because(cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_noun_verb_and_unique() {
        let mut names = COMMANDS.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COMMANDS.len());
        assert!(names.iter().all(|name| name.contains('_')));
    }

    #[test]
    fn a13_a_wrong_argument_is_named_by_its_place_and_never_by_its_value() {
        for args in [
            serde_json::json!({"app": {"client_secret": ["CANARY"]}}),
            serde_json::json!({"app": {"client_secret": {"CANARY": 1}}}),
            serde_json::json!({"app": "CANARY"}),
            serde_json::json!({"app": {"redirect_urls": "CANARY"}}),
        ] {
            let problem = read::<AppSaveRequest>(args).unwrap_err();
            assert_eq!(problem.code, Code::ArgumentsInvalid);
            let told = serde_json::to_string(&problem).unwrap();
            assert!(!told.contains("CANARY"), "{told}");
        }
    }
}
