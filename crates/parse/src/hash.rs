//! One hash for the features of all models.

/// FNV-1a (Fowler, Noll, Vo) over a kind and bytes, folded to 32 bits. The same on every machine.
/// <http://www.isthe.com/chongo/tech/comp/fnv/>
pub fn hash<'a>(kind: u8, bytes: impl IntoIterator<Item = &'a u8>) -> u32 {
    let mut state = 0xcbf2_9ce4_8422_2325u64;
    let mut step = |byte: u8| state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    step(kind);
    bytes.into_iter().for_each(|b| step(*b));
    (state ^ (state >> 32)) as u32
}
