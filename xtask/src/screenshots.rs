//! Later.

pub fn run() -> crate::Done {
    Ok(())
}
