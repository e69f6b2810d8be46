//! SQL normalisation and digest.
