//! TiDB's keywords: a name among them is written without backquotes (parser of early 2026).

/// A word that is a keyword.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keyword {
    /// In all releases that write backquotes.
    Settled,
    /// Added in some release after 5.0: an older one writes it as a name.
    Young,
}

/// Looks up a word in lower case.
pub fn keyword(word: &str) -> Option<Keyword> {
    if SETTLED.binary_search(&word).is_ok() {
        Some(Keyword::Settled)
    } else if YOUNG.binary_search(&word).is_ok() {
        Some(Keyword::Young)
    } else {
        None
    }
}

/// Names that are functions of the grammar, and therefore words, where `(` follows directly; the others of this kind are
/// keywords anyway.
pub fn is_called_function(word: &str) -> bool {
    matches!(word, "count" | "mid" | "sysdate" | "translate")
}

/// Character sets that may introduce a string as `_utf8mb4'…'`.
pub fn is_charset(name: &str) -> bool {
    matches!(name, "ascii" | "binary" | "gb18030" | "gbk" | "latin1" | "utf8" | "utf8mb3" | "utf8mb4")
}

/// Feature names of comments whose content TiDB reads: `/*T![ttl] … */`.
pub fn is_feature(name: &[u8]) -> bool {
    let known: [&[u8]; 9] = [
        b"affinity",
        b"auto_id_cache",
        b"auto_rand",
        b"auto_rand_base",
        b"clustered_index",
        b"force_inc",
        b"global_index",
        b"placement",
        b"ttl",
    ];
    known.contains(&name)
}

/// Sorted.
#[rustfmt::skip]
const SETTLED: [&str; 600] = [
    "account", "action", "add", "adddate", "admin", "advise", "after", "against", "ago", "algorithm", "all", "alter",
    "always", "analyze", "and", "any", "approx_count_distinct", "approx_percentile", "as", "asc", "ascii",
    "auto_id_cache", "auto_increment", "auto_random", "auto_random_base", "avg", "avg_row_length", "backend",
    "backup", "backups", "begin", "between", "bigint", "binary", "binding", "bindings", "binlog", "bit", "bit_and",
    "bit_or", "bit_xor", "blob", "block", "bool", "boolean", "both", "bound", "br", "btree", "buckets", "builtins",
    "by", "byte", "cache", "call", "capture", "cascade", "cascaded", "case", "cast", "causal", "chain", "change",
    "char", "character", "charset", "check", "checksum", "cipher", "client", "client_errors_summary", "clustered",
    "cmsketch", "coalesce", "collate", "collation", "column", "column_format", "columns", "comment", "commit",
    "committed", "compact", "compressed", "compression", "concurrency", "config", "connection", "consistent",
    "constraint", "convert", "copy", "cpu", "create", "cross", "csv_backslash_escape", "csv_delimiter", "csv_header",
    "csv_not_null", "csv_null", "csv_separator", "csv_trim_last_separators", "curdate", "current", "current_date",
    "current_role", "current_time", "current_timestamp", "current_user", "curtime", "cycle", "data", "database",
    "databases", "date", "date_add", "date_sub", "datetime", "day", "day_hour", "day_microsecond", "day_minute",
    "day_second", "deallocate", "dec", "decimal", "default", "defined", "definer", "delay_key_write", "delayed",
    "delete", "depth", "desc", "describe", "directory", "disable", "discard", "disk", "distinct", "distinctrow",
    "div", "do", "double", "drop", "dual", "duplicate", "dynamic", "else", "enable", "enclosed", "encryption", "end",
    "enforced", "engine", "engines", "enum", "error", "errors", "escape", "escaped", "event", "events", "except",
    "exchange", "exclusive", "execute", "exists", "expansion", "expire", "explain", "expr_pushdown_blacklist",
    "extended", "extract", "false", "faults", "fetch", "fields", "file", "first", "fixed", "flashback", "float",
    "float4", "float8", "flush", "follower", "following", "for", "force", "foreign", "format", "from", "full",
    "fulltext", "function", "general", "generated", "get_format", "global", "grant", "grants", "group",
    "group_concat", "hash", "having", "help", "high_priority", "history", "hosts", "hour", "hour_microsecond",
    "hour_minute", "hour_second", "identified", "if", "ignore", "import", "imports", "in", "increment", "incremental",
    "index", "indexes", "infile", "inner", "inplace", "insert", "insert_method", "instance", "instant", "int", "int1",
    "int2", "int3", "int4", "int8", "integer", "intersect", "interval", "into", "invisible", "io", "ipc", "is",
    "isolation", "issuer", "job", "jobs", "join", "json", "json_arrayagg", "json_objectagg", "key", "key_block_size",
    "keys", "kill", "labels", "language", "last", "last_backup", "lastval", "leader", "leading", "learner", "left",
    "less", "like", "limit", "linear", "lines", "list", "load", "local", "localtime", "localtimestamp", "location",
    "lock", "locked", "logs", "long", "longblob", "longtext", "low_priority", "master", "match", "max",
    "max_connections_per_hour", "max_queries_per_hour", "max_rows", "max_updates_per_hour", "max_user_connections",
    "maxvalue", "mediumblob", "mediumint", "mediumtext", "memory", "merge", "microsecond", "middleint", "min",
    "min_rows", "minute", "minute_microsecond", "minute_second", "minvalue", "mod", "mode", "modify", "month",
    "names", "national", "natural", "nchar", "never", "next", "next_row_id", "nextval", "no", "no_write_to_binlog",
    "nocache", "nocycle", "nodegroup", "nomaxvalue", "nominvalue", "nonclustered", "none", "not", "now", "nowait",
    "null", "nulls", "numeric", "nvarchar", "of", "off", "offset", "old", "on", "on_duplicate", "online", "only",
    "open", "opt_rule_blacklist", "optimistic", "optimize", "option", "optionally", "or", "order", "outer", "outfile",
    "pack_keys", "page", "parser", "partial", "partition", "partitioning", "partitions", "password", "percent",
    "pessimistic", "plugins", "position", "pre_split_regions", "preceding", "precision", "prepare", "primary",
    "privileges", "procedure", "process", "processlist", "profile", "profiles", "proxy", "quarter", "query", "quick",
    "range", "rate_limit", "read", "real", "rebuild", "recent", "recommend", "recover", "recursive", "redundant",
    "references", "regexp", "region", "regions", "release", "reload", "remove", "rename", "reorganize", "repair",
    "repeat", "repeatable", "replace", "replayer", "replica", "replicas", "replication", "require", "required",
    "respect", "restore", "restores", "restrict", "retain", "reverse", "revoke", "right", "rlike", "role", "rollback",
    "rollup", "routine", "row", "row_count", "row_format", "rows", "rtree", "samplerate", "samples", "schema",
    "schemas", "second", "second_microsecond", "secondary", "secondary_engine", "secondary_load", "secondary_unload",
    "security", "select", "send_credentials_to_tikv", "separator", "sequence", "serial", "serializable", "session",
    "set", "setval", "shard_row_id_bits", "share", "shared", "show", "shutdown", "signed", "simple",
    "skip_schema_files", "slave", "slow", "smallint", "snapshot", "some", "split", "sql", "sql_big_result",
    "sql_buffer_result", "sql_cache", "sql_calc_found_rows", "sql_no_cache", "sql_small_result", "sql_tsi_day",
    "sql_tsi_hour", "sql_tsi_minute", "sql_tsi_month", "sql_tsi_quarter", "sql_tsi_second", "sql_tsi_week",
    "sql_tsi_year", "ssl", "start", "starting", "statistics", "stats", "stats_auto_recalc", "stats_buckets",
    "stats_extended", "stats_healthy", "stats_histograms", "stats_meta", "stats_persistent", "stats_sample_pages",
    "stats_topn", "status", "std", "stddev", "stddev_pop", "stddev_samp", "stop", "storage", "stored",
    "straight_join", "strict", "strict_format", "strong", "subdate", "subject", "subpartition", "subpartitions",
    "substr", "substring", "sum", "super", "swaps", "switches", "table", "tables", "tablespace", "temporary",
    "temptable", "terminated", "text", "than", "then", "tidb", "tiflash", "tikv_importer", "time", "timestamp",
    "timestampadd", "timestampdiff", "tinyblob", "tinyint", "tinytext", "to", "tokudb_default", "tokudb_fast",
    "tokudb_lzma", "tokudb_quicklz", "tokudb_small", "tokudb_snappy", "tokudb_uncompressed", "tokudb_zlib",
    "tokudb_zstd", "top", "topn", "trace", "traditional", "trailing", "transaction", "trigger", "triggers", "trim",
    "true", "truncate", "tso", "type", "unbounded", "uncommitted", "undefined", "unicode", "union", "unique",
    "unknown", "unlock", "unsigned", "update", "usage", "use", "user", "using", "utc_date", "utc_time",
    "utc_timestamp", "validation", "value", "values", "var_pop", "var_samp", "varbinary", "varchar", "varcharacter",
    "variables", "variance", "varying", "view", "virtual", "visible", "voter", "wait", "warnings", "week",
    "weight_string", "when", "where", "width", "with", "without", "write", "x509", "xor", "year", "year_month",
    "zerofill",
];

/// Sorted.
#[rustfmt::skip]
const YOUNG: [&str; 176] = [
    "affinity", "apply", "array", "attribute", "attributes", "background", "batch", "bdr", "bernoulli",
    "binding_cache", "brief", "burstable", "calibrate", "cancel", "cardinality", "checkpoint", "checksum_concurrency",
    "cleanup", "close", "cluster", "column_stats_usage", "compression_level", "compression_type", "consistency",
    "constraints", "context", "continue", "cooldown", "correlation", "cursor", "ddl", "declare", "dependency",
    "digest", "disabled", "distribute", "distribution", "distributions", "dot", "dry", "dryrun", "dump", "duration",
    "elseif", "enabled", "encryption_keyfile", "encryption_method", "end_time", "evolve", "exact", "exec_elapsed",
    "exit", "failed_login_attempts", "follower_constraints", "followers", "found", "full_backup_storage", "gc_ttl",
    "handler", "high", "histogram", "histograms_in_flight", "hnsw", "hypo", "ignore_stats", "ilike", "inout",
    "internal", "invoker", "io_read_bandwidth", "io_write_bandwidth", "iterate", "lateral", "leader_constraints",
    "learner_constraints", "learners", "leave", "level", "load_stats", "log", "low", "max_idxnum", "max_minutes",
    "mb", "medium", "member", "metadata", "node_id", "node_state", "oltp_read_only", "oltp_read_write",
    "oltp_write_only", "optional", "out", "password_lock_time", "pause", "per_db", "per_table", "placement", "plan",
    "plan_cache", "point", "policy", "predicate", "preserve", "primary_region", "priority", "processed_keys", "purge",
    "queries", "query_limit", "reset", "resource", "restart", "restored_ts", "resume", "reuse", "ru", "ru_per_sec",
    "rule", "run", "running", "s3", "san", "savepoint", "schedule", "session_states", "similar", "skip", "source",
    "spatial", "sqlexception", "sqlstate", "sqlwarning", "staleness", "start_time", "start_ts", "stats_col_choice",
    "stats_col_list", "stats_delta", "stats_locked", "stats_options", "stats_sample_rate", "survival_preferences",
    "switch_group", "system", "system_time", "table_checksum", "tablesample", "target", "task_types",
    "tidb_current_tso", "tidb_json", "timeout", "tls", "token_issuer", "tpcc", "tpch_10", "true_card_cost", "ttl",
    "ttl_enable", "ttl_job_interval", "unlimited", "unset", "until", "until_ts", "utilization_limit", "vector",
    "verbose", "voter_constraints", "voters", "wait_tiflash_ready", "watch", "while", "with_sys_table", "workload",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(SETTLED.is_sorted() && YOUNG.is_sorted());
    }
}
