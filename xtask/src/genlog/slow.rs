//! Slow-query entries with plans that decode.

use super::{Log, tidb};
use base64::Engine;
use std::fmt::Write as _;
use std::io::{self, Write};

const TABLES: [&str; 6] = ["orders", "customers", "lineitem", "sbtest1", "audit_log", "sessions"];
const STATEMENTS: [&str; 4] = [
    "select o.id, o.total from T o join customers c on c.id = o.customer_id where c.region = 7 order by o.total desc limit 100;",
    "update T set state = 'done', touched = now() where id in (select id from todo where shard = 3);",
    "select count(*) from T where created_at > '2026-03-01 00:00:00' and note like '%late%';",
    "insert into archive select * from T where created_at < '2025-01-01';",
];

/// An entry of a slow-log file.
pub fn entry(log: &mut Log<impl Write>) -> io::Result<()> {
    let (hour, minute, second, millis) = log.tick();
    let mut text = format!("# Time: 2026-03-14T{hour:02}:{minute:02}:{second:02}.{millis:03}000000+08:00\n");
    body(log, 7, &mut text);
    text.push('\n');
    log.put(&text)
}

/// The same text inside one line of TiDB's log.
pub fn embedded(log: &mut Log<impl Write>) -> io::Result<()> {
    let stamp = tidb::stamp(log);
    let mut text = String::new();
    body(log, 2, &mut text);
    let quoted = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    log.put(&format!("{stamp} [WARN] [adapter.go:1621] [\"{quoted}\"]\n"))
}

/// The fields and the statement, without a line break at the end.
fn body(log: &mut Log<impl Write>, readers: u64, text: &mut String) {
    log.truth.slow_queries += 1;
    let (digest, plan_digest) = (log.random.below(400), log.random.below(4));
    let table = *log.random.pick(&TABLES);
    let (seconds, nanos) = (log.random.below(60), log.random.below(1_000_000_000));
    let (processed, connection) = (log.random.below(100_000_000), log.random.below(1 << 40));
    let plan = plan(log, readers, table);
    let statement = STATEMENTS[digest as usize % STATEMENTS.len()].replace(" T ", &format!(" {table} "));
    let _ = write!(
        text,
        "# Txn_start_ts: 448340218880000000\n# User@Host: app[app] @ 10.0.0.{host} [10.0.0.{host}]\n# Conn_ID: {connection}\n\
         # Query_time: {seconds}.{nanos:09}\n# Parse_time: 0.000081273\n# Compile_time: 0.001931214\n\
         # Rewrite_time: 0.000172564\n# Optimize_time: 0.000930534\n# Wait_TS: 0.000055985\n\
         # Cop_time: {seconds}.{cop:09} Process_time: {seconds}.{process:09} Wait_time: 0.004 Request_count: {readers} \
         Process_keys: {processed} Total_keys: {total}\n# DB: shop\n# Is_internal: false\n\
         # Digest: {digest:064x}\n# Stats: {table}:448340218880000000\n# Num_cop_tasks: {readers}\n\
         # Mem_max: {memory}\n# Prepared: false\n# Plan_from_cache: false\n# Succ: true\n\
         # Plan: tidb_decode_plan('{plan}')\n# Plan_digest: {plan_digest:064x}\n{statement}",
        host = digest % 250,
        cop = nanos / 2,
        process = nanos / 3,
        total = processed + 17,
        memory = processed / 7,
    );
}

/// A plan as TiDB stores it (rows of tab-separated columns, Snappy block, base64): a join of several readers.
fn plan(log: &mut Log<impl Write>, readers: u64, table: &str) -> String {
    let mut rows = String::from(
        "0\t17_1\t0\t100.00\tinner join, equal:[eq(shop.orders.id, shop.customers.id)]\t100\ttime:1.2s, loops:2\t1.2 MB\t0 Bytes\n",
    );
    for reader in 0..readers {
        let (estimate, actual) = (log.random.below(1 << 30), log.random.below(1 << 30));
        let (millis, tasks, keys) = (log.random.below(90_000), 1 + log.random.below(900), log.random.below(1 << 40));
        let (bound, filter) = (log.random.below(1 << 50), log.random.below(1 << 50));
        let id = 2 + reader * 3;
        let _ = writeln!(
            rows,
            "1\t31_{id}\t0\t{estimate}.33\tdata:Selection_{}\t{actual}\ttime:{millis}ms, loops:{tasks}, cop_task: {{num: {tasks}, \
             max: {millis}ms, min: 1.{}ms, proc_keys: {keys}, rpc_num: {tasks}, rpc_time: {millis}ms}}\t{} Bytes\tN/A",
            id + 1,
            keys % 1000,
            keys / 3
        );
        let _ = writeln!(
            rows,
            "2\t1_{}\t1_0\t{estimate}.33\tge(shop.{table}.amount, {filter}), ne(shop.{table}.state, {})\t{actual}\t\
             tikv_task:{{proc max:{millis}ms, min:0s, p80:{}ms, iters:{tasks}, tasks:{tasks}}}\tN/A\tN/A",
            id + 1,
            filter / 7,
            millis / 2
        );
        let _ = writeln!(
            rows,
            "3\t44_{}\t1_0\t{estimate}\ttable:{table}, range:[{bound},{}], keep order:false\t{actual}\t\
             tikv_task:{{proc max:{}ms, iters:{tasks}}}\tN/A\tN/A",
            id + 2,
            bound + 7_919,
            millis / 3
        );
    }
    let packed = snap::raw::Encoder::new().compress_vec(rows.as_bytes()).expect("a plan is far below Snappy's limit");
    base64::engine::general_purpose::STANDARD.encode(packed)
}
