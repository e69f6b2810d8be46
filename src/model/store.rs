//! What the address of a store says, and how the time that passes outside it is called.

/// `store1`, `store 2`: TiDB's built-in mock store has no port (docs/spec/tidb-logs.md §2.1).
pub fn is_mock(addr: &str) -> bool {
    addr.strip_prefix("store")
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What the time of a request that no store accounts for went to, by what is known of the store: the mock store is a part
/// of the client's process, and without an address nothing is known of the way to it.
pub fn outside(addr: &str) -> &'static str {
    match addr {
        "" => "outside the store",
        mock if is_mock(mock) => "client, no network",
        _ => "network and client",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mock_stores_have_no_port_and_no_network() {
        for (addr, mock, words) in [
            ("store1", true, "client, no network"),
            ("store12", true, "client, no network"),
            ("store1:20160", false, "network and client"),
            ("store 1:20160", false, "network and client"),
            ("store", false, "network and client"),
            ("", false, "outside the store"),
        ] {
            assert_eq!((is_mock(addr), outside(addr)), (mock, words), "{addr}");
        }
    }
}
