//! Later.

use crate::options::Options;
pub fn run(options: Options) -> crate::Done {
    options.none()
}
