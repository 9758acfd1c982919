//! A runtime of one thread that takes the next ready task by the seed, and
//! can be stopped at any await.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use futures::future::BoxFuture;
use keeper_core::needs::Spawner;

use crate::random::Random;

/// The tasks of one run of the program.
pub struct Executor {
    tasks: BTreeMap<u64, BoxFuture<'static, ()>>,
    queue: Arc<Queue>,
    random: Random,
    next: u64,
}

/// Where tasks and wakes arrive.
#[derive(Default)]
pub struct Queue {
    arriving: Mutex<Vec<BoxFuture<'static, ()>>>,
    ready: Mutex<Vec<u64>>,
}

impl Spawner for Queue {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.arriving.lock().unwrap().push(task);
    }
}

struct TaskWaker {
    id: u64,
    queue: Arc<Queue>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        let mut ready = self.queue.ready.lock().unwrap();
        if !ready.contains(&self.id) {
            ready.push(self.id);
        }
    }
}

impl Executor {
    /// With nothing to do.
    pub fn new(random: Random) -> Self {
        Self {
            tasks: BTreeMap::new(),
            queue: Arc::default(),
            random,
            next: 0,
        }
    }

    /// Where tasks are put.
    pub fn queue(&self) -> Arc<Queue> {
        Arc::clone(&self.queue)
    }

    /// Takes one ready task as far as its next await; says whether there was
    /// one.
    pub fn step(&mut self) -> bool {
        self.take_in();
        let Some(id) = self.take_ready() else {
            return false;
        };
        let Some(task) = self.tasks.get_mut(&id) else {
            return true;
        };
        let queue = Arc::clone(&self.queue);
        let waker = Waker::from(Arc::new(TaskWaker { id, queue }));
        if let Poll::Ready(()) = task.as_mut().poll(&mut Context::from_waker(&waker)) {
            self.tasks.remove(&id);
        }
        true
    }

    fn take_in(&mut self) {
        for task in std::mem::take(&mut *self.queue.arriving.lock().unwrap()) {
            self.tasks.insert(self.next, task);
            self.queue.ready.lock().unwrap().push(self.next);
            self.next += 1;
        }
    }

    fn take_ready(&self) -> Option<u64> {
        let mut ready = self.queue.ready.lock().unwrap();
        if ready.is_empty() {
            return None;
        }
        let place = self.random.below(ready.len());
        Some(ready.swap_remove(place))
    }
}

/// Lets other ready tasks go first, once.
pub async fn give_way() {
    let mut gave_way = false;
    std::future::poll_fn(|context| {
        if gave_way {
            return Poll::Ready(());
        }
        gave_way = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
