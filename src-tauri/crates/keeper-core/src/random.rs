//! Random bytes: the operating system's, unless a simulation has given this
//! thread a source of its own (feature `seeded`).

/// Fills `bytes`.
///
/// # Errors
/// The system has no randomness to give.
pub fn fill(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    #[cfg(feature = "seeded")]
    if seeded::fill(bytes) {
        return Ok(());
    }
    getrandom::fill(bytes)
}

#[cfg(feature = "seeded")]
pub use seeded::draw_from;

#[cfg(feature = "seeded")]
mod seeded {
    use std::cell::RefCell;

    type Source = Box<dyn FnMut(&mut [u8])>;

    thread_local! {
        static SOURCE: RefCell<Option<Source>> = const { RefCell::new(None) };
    }

    /// From now on this thread's random bytes come from `source`; with none,
    /// from the operating system again.
    pub fn draw_from(source: Option<Source>) {
        SOURCE.with(|place| *place.borrow_mut() = source);
    }

    pub(super) fn fill(bytes: &mut [u8]) -> bool {
        SOURCE.with(|place| match place.borrow_mut().as_mut() {
            Some(source) => {
                source(bytes);
                true
            }
            None => false,
        })
    }
}
