//! `tidb_decode_binary_plan`: protobuf plans.
