//! Lines of TiDB's own log.

use super::Log;
use std::io::{self, Write};

const MESSAGES: [(&str, &str, &str); 6] = [
    (
        "INFO",
        "ddl_worker.go:1016",
        "[\"[ddl] run DDL job\"] [worker=\"worker 7, tp general\"] [job=\"ID:98, Type:add index\"]",
    ),
    ("INFO", "domain.go:2654", "[\"loadSchemaInLoop exited.\"]"),
    (
        "WARN",
        "session.go:967",
        "[\"can not retry txn\"] [label=internal] [error=\"[kv:9007]Write conflict\"] [IsBatchInsert=false]",
    ),
    ("INFO", "region_cache.go:2524", "[\"[health check] check health error\"] [store=store1] [error=EOF]"),
    ("DEBUG", "2pc.go:1185", "[\"2PC clean up done\"] [txnStartTS=439085609928097792]"),
    (
        "ERROR",
        "terror.go:307",
        "[\"encountered error\"] [error=\"context canceled\"] [stack=\"main.main\\n\\t/src/main.go:37\"]",
    ),
];

/// One line that means nothing to anyone.
pub fn line(log: &mut Log<impl Write>) -> io::Result<()> {
    let (level, caller, message) = *log.random.pick(&MESSAGES);
    let (connection, width) = (log.random.below(1 << 40), log.random.below(160) as usize);
    let stamp = stamp(log);
    log.put(&format!("{stamp} [{level}] [{caller}] {message} [conn={connection}] [detail={:x<width$}]\n", ""))
}

/// One coprocessor line over TiDB's own limit.
pub fn coprocessor(log: &mut Log<impl Write>) -> io::Result<()> {
    let millis = 300 + log.random.below(9_000);
    let (nanos, store, region) = (log.random.below(1_000_000), 1 + log.random.below(5), log.random.below(10_000));
    let (kind, process, wait) =
        *log.random.pick(&[("PROCESS", millis, 0), ("WAIT", 0, millis - 1), ("PROCESS", millis - 20, 20)]);
    let (whole, part) = (millis / 1_000, millis % 1_000);
    let stamp = stamp(log);
    log.truth.cop_lines += 1;
    log.put(&format!(
        "{stamp} [INFO] [coprocessor.go:1205] [\"[TIME_COP_{kind}] resp_time:{whole}.{part:03}{nanos:06}s \
         txnStartTS:439085606952763392 region_id:{region} store_addr:store{store} kv_process_ms:{process} \
         kv_wait_ms:{wait} kv_read_ms:0\"]\n"
    ))
}

/// The bracketed time of a line.
pub fn stamp(log: &mut Log<impl Write>) -> String {
    let (hour, minute, second, millis) = log.tick();
    format!("[2026/03/14 {hour:02}:{minute:02}:{second:02}.{millis:03} +08:00]")
}
