//! One lock per key: whoever changes an installation's tokens holds its lock.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex};

use tokio::sync::OwnedMutexGuard;

use super::locked;

/// Locks that exist while somebody holds or awaits them.
pub struct KeyedLock<K> {
    locks: Mutex<HashMap<K, Arc<tokio::sync::Mutex<()>>>>,
}

impl<K> Default for KeyedLock<K> {
    fn default() -> Self {
        Self {
            locks: Mutex::new(HashMap::new()),
        }
    }
}

impl<K: Copy + Eq + Hash> KeyedLock<K> {
    /// Waits for the lock of `key`.
    pub async fn hold(&self, key: K) -> OwnedMutexGuard<()> {
        let lock = {
            let mut locks = locked(&self.locks);
            locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(locks.entry(key).or_default())
        };
        lock.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_key_one_holder_and_nothing_is_left_behind() {
        let locks = KeyedLock::default();
        let first = locks.hold(1).await;
        let mut second = Box::pin(locks.hold(1));
        assert!(futures::poll!(&mut second).is_pending());
        let other = locks.hold(2).await;
        drop((first, other));
        drop(second.await);
        drop(locks.hold(3).await);
        assert_eq!(locked(&locks.locks).len(), 1);
    }
}
