//! Keys of TiKV.
