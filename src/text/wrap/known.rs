//! Prefixes that are known by their own form, tried on every line: one look at the first byte, then a fixed pattern.

use crate::text::bytes::number;

/// A prefix taken off a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken<'a> {
    pub name: &'static str,
    pub rest: &'a [u8],
    /// What tells the streams of a source apart (a container, a pod); empty where it names none.
    pub key: &'a [u8],
    /// The line goes on in the next one of its stream.
    pub partial: bool,
}

/// Takes one wrapper off, if there is one.
pub fn strip(text: &[u8]) -> Option<Taken<'_>> {
    match text.first()? {
        b'0'..=b'9' => timed(text).or_else(|| cut_time(text)),
        b'[' => bracketed(text),
        b'I' | b'W' | b'E' => prow(text),
        b'F' => prow(text).or_else(|| syslog(text)),
        b'J' | b'M' | b'A' | b'S' | b'O' | b'N' | b'D' => syslog(text),
        b'#' => marker(text),
        _ => None,
    }
}

fn taken<'a>(name: &'static str, rest: &'a [u8]) -> Taken<'a> {
    Taken { name, rest, key: b"", partial: false }
}

/// `2023-10-08T08:44:19.5480100Z text` of GitHub, CRI, GitLab, docker and kubectl.
fn timed(text: &[u8]) -> Option<Taken<'_>> {
    let (digits, rest) = rfc3339(text)?;
    if rest.is_empty() {
        return Some(taken(by_digits(digits), rest));
    }
    if let Some(rest) = rest.strip_prefix(b"]") {
        // The bracket before it was not copied.
        return Some(taken("jenkins", rest.strip_prefix(b" ").unwrap_or(rest)));
    }
    let rest = rest.strip_prefix(b" ")?;
    for key in [&b"stdout"[..], b"stderr"] {
        if let Some(tail) = rest.strip_prefix(key).and_then(|tail| tail.strip_prefix(b" "))
            && let Some(flag @ (b'F' | b'P')) = tail.first()
            && matches!(tail.get(1), None | Some(b' ' | b':'))
        {
            let rest = tail.get(2..).unwrap_or_default();
            return Some(Taken { name: "cri", rest, key, partial: *flag == b'P' });
        }
    }
    // GitLab: stream number, O or E for the stream, `+` where the line goes on from the one before.
    if let [a, b, b'O' | b'E', b' ' | b'+', tail @ ..] = rest
        && a.is_ascii_hexdigit()
        && b.is_ascii_hexdigit()
    {
        return Some(taken("gitlab", tail));
    }
    Some(taken(by_digits(digits), rest))
}

/// GitHub and Azure print seven digits of the second, container runtimes nine.
fn by_digits(digits: usize) -> &'static str {
    match digits {
        7 => "github-actions",
        9 => "container-timestamps",
        _ => "timestamps",
    }
}

/// `3.6367390Z text`: what is left of a time where a copied text starts within it.
fn cut_time(text: &[u8]) -> Option<Taken<'_>> {
    let length = text.iter().take(28).take_while(|byte| byte.is_ascii_digit() || b"-T:.".contains(byte)).count();
    let (time, rest) = text.split_at_checked(length)?;
    let fraction = time.get(memchr::memrchr(b'.', time)? + 1..)?;
    let whole = matches!(fraction.len(), 3..=9) && fraction.iter().all(u8::is_ascii_digit);
    let rest = rest.strip_prefix(b"Z ").filter(|_| whole)?;
    Some(taken(by_digits(fraction.len()), rest))
}

/// `Jul 13 11:30:19.123 host dockerd[20494]: text` of a system log; the host may be missing. Its tabs may be `#011`.
fn syslog(text: &[u8]) -> Option<Taken<'_>> {
    const MONTHS: [&[u8]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    let (month, rest) = text.split_at_checked(3)?;
    if !MONTHS.contains(&month) || !rest.starts_with(b" ") {
        return None;
    }
    let (_, rest) = number(rest.trim_ascii_start())?;
    let rest = rest.strip_prefix(b" ")?;
    let clock = rest.iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')).count();
    let (clock, rest) = rest.split_at_checked(clock)?;
    let rest = rest.strip_prefix(b" ").filter(|_| clock.len() >= 8 && clock.get(2) == Some(&b':'))?;
    let colon = memchr::memchr(b':', rest.get(..rest.len().min(100))?)?;
    let (names, rest) = rest.split_at_checked(colon)?;
    let key = names.rsplit(|byte| *byte == b' ').next()?;
    let words = names.split(|byte| *byte == b' ').count();
    let process = key.strip_suffix(b"]").is_some_and(|key| key.last().is_some_and(u8::is_ascii_digit));
    let rest = rest.strip_prefix(b":").filter(|_| process && words <= 2)?;
    let mut rest = rest.strip_prefix(b" ").or(rest.is_empty().then_some(rest))?;
    while let Some(after) = rest.strip_prefix(b"#011") {
        rest = after;
    }
    Some(Taken { name: "syslog", rest, key, partial: false })
}

/// A time with `T` and a zone at the start: the number of digits of its fraction, and what follows it.
pub fn rfc3339(text: &[u8]) -> Option<(usize, &[u8])> {
    let head = text.get(..19)?;
    let shape = b"0000-00-00T00:00:00";
    let fits =
        head.iter().zip(shape).all(|(byte, sign)| if *sign == b'0' { byte.is_ascii_digit() } else { byte == sign });
    if !fits {
        return None;
    }
    let mut rest = text.get(19..)?;
    let mut digits = 0;
    if let Some(after) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b",")) {
        digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest = after.get(digits..)?;
    }
    if let Some(rest) = rest.strip_prefix(b"Z") {
        return Some((digits, rest));
    }
    let (b'+' | b'-') = rest.first()? else { return None };
    let zone = rest.iter().skip(1).take_while(|byte| byte.is_ascii_digit() || **byte == b':').count();
    matches!(zone, 4 | 5).then(|| rest.get(zone + 1..)).flatten().map(|rest| (digits, rest))
}

fn bracketed(text: &[u8]) -> Option<Taken<'_>> {
    // A unified log line of TiDB: `[2023/01/29 …`.
    if text.get(5) == Some(&b'/') {
        return None;
    }
    let inner = text.get(1..)?;
    if let Some((_, rest)) = rfc3339(inner) {
        let rest = rest.strip_prefix(b"]")?;
        return Some(taken("jenkins", rest.strip_prefix(b" ").unwrap_or(rest)));
    }
    if inner.starts_with(b"pod/") {
        let end = memchr::memchr(b']', inner)?;
        let (key, rest) = inner.split_at_checked(end)?;
        let rest = rest.get(1..)?;
        return Some(Taken { name: "kubectl", rest: rest.strip_prefix(b" ").unwrap_or(rest), key, partial: false });
    }
    team_city(inner).or_else(|| kernel(inner))
}

/// `[   19.437699] text` of the kernel's log.
fn kernel(inner: &[u8]) -> Option<Taken<'_>> {
    let (_, rest) = number(inner.trim_ascii_start())?;
    let fraction = rest.strip_prefix(b".")?.get(..6).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let rest = rest.get(1 + fraction.len()..)?.strip_prefix(b"]")?;
    Some(taken("dmesg", rest.strip_prefix(b" ").unwrap_or(rest)))
}

/// `[15:07:07][Step 1/2] text`, `[15:07:07]W: text`, `[15:07:07] : text`.
fn team_city(inner: &[u8]) -> Option<Taken<'_>> {
    let clock = inner.get(..9)?;
    let fits = clock.iter().zip(b"00:00:00]").all(|(byte, sign)| match sign {
        b'0' => byte.is_ascii_digit(),
        _ => byte == sign,
    });
    if !fits {
        return None;
    }
    let mut rest = inner.get(9..)?;
    if let [b'W' | b'E' | b'F' | b'i' | b' ', b':', tail @ ..] = rest {
        rest = tail.trim_ascii_start();
    }
    if let Some(step) = rest.trim_ascii_start().strip_prefix(b"[Step ")
        && let Some(end) = memchr::memchr(b']', step)
    {
        rest = step.get(end + 1..)?;
    }
    Some(taken("teamcity", rest.strip_prefix(b" ").unwrap_or(rest)))
}

/// `I0328 16:45:14.316] text`: the bootstrap of prow jobs. klog's own lines have a file before the bracket.
fn prow(text: &[u8]) -> Option<Taken<'_>> {
    let rest = text.get(1..)?;
    let (_, after) = number(rest)?;
    if rest.len() - after.len() != 4 {
        return None;
    }
    let clock = after.strip_prefix(b" ")?;
    let length = clock.iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')).count();
    let rest = clock.get(length..)?.strip_prefix(b"]")?;
    if length < 8 {
        return None;
    }
    Some(taken("prow", rest.strip_prefix(b" ").unwrap_or(rest)))
}

/// `##[error]text`, `##[group]text` of GitHub and Azure.
fn marker(text: &[u8]) -> Option<Taken<'_>> {
    let inner = text.strip_prefix(b"##[")?;
    let end = memchr::memchr(b']', inner.get(..inner.len().min(16))?)?;
    Some(taken("github-actions", inner.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Option<(&str, &str)>) {
        let got = strip(input.as_bytes()).map(|taken| (taken.name, std::str::from_utf8(taken.rest).unwrap()));
        assert_eq!(got, expected, "{input}");
    }

    #[test]
    fn each_system_by_its_own_form() {
        check("2023-10-08T08:44:19.5480100Z   a.b()", Some(("github-actions", "  a.b()")));
        check("2025-09-02T19:28:59.403392527Z stderr F   x", Some(("cri", "  x")));
        check("2025-09-02T19:28:59.403392527Z stderr F", Some(("cri", "")));
        check("2024-05-06T10:11:12.345678Z 00O text", Some(("gitlab", "text")));
        check("2025-09-02T18:05:51.120333417Z text", Some(("container-timestamps", "text")));
        check("2025-09-02T18:05:51.120333417Z", Some(("container-timestamps", "")));
        check("[2020-09-15T09:47:26.444Z]   x", Some(("jenkins", "  x")));
        check("[15:07:07][Step 1/2]   x", Some(("teamcity", "  x")));
        check("[15:07:07]W:\t [Step 1/2] x", Some(("teamcity", "x")));
        check("[   19.437699]   x", Some(("dmesg", "  x")));
        check("[pod/api-7/main] x", Some(("kubectl", "x")));
        check("I0328 16:45:14.316] x", Some(("prow", "x")));
        check("##[error]Process completed", Some(("github-actions", "Process completed")));
        check("Jan 06 15:20:26.641748 host kubelet[311]:   x", Some(("syslog", "  x")));
        check("Oct  8 07:53:24 fleetd[127879]: x", Some(("syslog", "x")));
        check("Apr  9 00:05:07 host dockerd[4192]: #011/go/x.go:1 +0x2", Some(("syslog", "/go/x.go:1 +0x2")));
    }

    #[test]
    fn times_whose_beginning_was_not_copied() {
        check("3.6367390Z panic: x", Some(("github-actions", "panic: x")));
        check("1T08:44:19.5480100Z x", Some(("github-actions", "x")));
        check("2021-07-01T13:45:57.146Z] x", Some(("jenkins", "x")));
        check("1.25Z x", None);
        check("3.636 x", None);
    }

    #[test]
    fn plain_lines_stay() {
        check("[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [x]", None);
        check("2019/02/12 19:33:56 text", None);
        check("2023-01-29T15:51:47.121+0800\tINFO\tx", None);
        check("I0328 16:45:14.316123   12345 server.go:1] msg", None);
        check("WARNING: DATA RACE", None);
        check("May 13 11:30:19 was a good day: x", None);
        check("Jul 13 was cold", None);
        check("[unit] x", None);
    }
}
