//! `tidb_decode_plan`: text plans.
