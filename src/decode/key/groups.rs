//! Memory-comparable groups: eight bytes and a marker, 0xFF where all eight count, less by the padding in the last.

/// A key taken out of its groups.
pub struct Plain<'a> {
    pub key: Vec<u8>,
    /// The timestamp that TiKV puts behind it, inverted on the wire.
    pub version: Option<u64>,
    /// What there is of a timestamp that was cut.
    pub rest: &'a [u8],
}

/// Undoes the groups of a whole key; None where these are none.
pub fn undo(encoded: &[u8]) -> Option<Plain<'_>> {
    let (key, rest) = bytes(encoded)?;
    match rest.as_array() {
        Some(version) => Some(Plain { key, version: Some(!u64::from_be_bytes(*version)), rest: &[] }),
        None if rest.len() < 8 => Some(Plain { key, version: None, rest }),
        None => None,
    }
}

/// Undoes the groups of a key that was cut within one of them; None where these are none.
pub fn undo_cut(encoded: &[u8]) -> Option<Vec<u8>> {
    let (groups, rest) = encoded.as_chunks::<9>();
    let full = groups.iter().map(|[content @ .., marker]| (*marker == 0xff).then_some(content.as_slice()));
    let content = full.collect::<Option<Vec<_>>>().filter(|content| !content.is_empty())?;
    Some([content.concat().as_slice(), rest].concat())
}

/// The bytes in groups at the start, and what follows them; None where a group is damaged or the last one is missing.
pub fn bytes(encoded: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (mut bytes, mut rest) = (Vec::with_capacity(encoded.len()), encoded);
    loop {
        let (group, after) = rest.split_first_chunk::<9>()?;
        let [content @ .., marker] = group;
        let padding = usize::from(0xff - marker);
        let (counts, pad) = content.split_at_checked(8_usize.checked_sub(padding)?)?;
        bytes.extend_from_slice(counts);
        rest = after;
        if padding > 0 {
            return pad.iter().all(|byte| *byte == 0).then_some((bytes, rest));
        }
    }
}
