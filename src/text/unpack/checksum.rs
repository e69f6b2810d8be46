//! CRC-32 as gzip and zip use it. Own code, because the crate for it brings 16 KB of tables that no compression makes
//! smaller; these are made when they are needed.

/// Eight tables of one byte each, so that eight bytes are taken at a step.
pub struct Tables(Box<[[u32; 256]; 8]>);

impl Default for Tables {
    fn default() -> Self {
        let step = |value: u32| if value & 1 == 0 { value >> 1 } else { value >> 1 ^ 0xedb8_8320 };
        let first: [u32; 256] = std::array::from_fn(|byte| (0..8).fold(byte as u32, |value, _| step(value)));
        let mut row = first;
        let mut next = || {
            let this = row;
            row = this.map(|value| look(&first, value) ^ value >> 8);
            this
        };
        Self(Box::new(std::array::from_fn(|_| next())))
    }
}

fn look(table: &[u32; 256], value: u32) -> u32 {
    table.get(usize::from(value as u8)).copied().unwrap_or_default()
}

/// Checksum and length of the bytes seen so far.
#[derive(Clone, Copy)]
pub struct Sum {
    register: u32,
    pub length: u64,
}

impl Default for Sum {
    fn default() -> Self {
        Self { register: !0, length: 0 }
    }
}

impl Sum {
    /// Of bytes that only were counted.
    pub fn of_length(length: u64) -> Self {
        Self { length, ..Self::default() }
    }

    pub fn add(&mut self, tables: &Tables, bytes: &[u8]) {
        let [t0, t1, t2, t3, t4, t5, t6, t7] = &*tables.0;
        let (words, rest) = bytes.as_chunks::<8>();
        let mut register = self.register;
        for word in words {
            let word = u64::from_le_bytes(*word);
            let (low, high) = (word as u32 ^ register, (word >> 32) as u32);
            register = look(t7, low) ^ look(t6, low >> 8) ^ look(t5, low >> 16) ^ look(t4, low >> 24);
            register ^= look(t3, high) ^ look(t2, high >> 8) ^ look(t1, high >> 16) ^ look(t0, high >> 24);
        }
        for byte in rest {
            register = look(t0, register ^ u32::from(*byte)) ^ register >> 8;
        }
        self.register = register;
        self.length += bytes.len() as u64;
    }

    pub fn sum(self) -> u32 {
        !self.register
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_of_the_standard() {
        let tables = Tables::default();
        for cut in 0..9 {
            let mut sum = Sum::default();
            let (head, tail) = b"123456789".split_at(cut);
            sum.add(&tables, head);
            sum.add(&tables, tail);
            assert_eq!((sum.sum(), sum.length), (0xcbf4_3926, 9));
        }
    }

    #[test]
    fn eight_at_a_step_or_one() {
        let tables = Tables::default();
        let bytes: Vec<u8> = (0..1_000_u32).map(|number| (number * 7 / 4) as u8).collect();
        let (mut whole, mut single) = (Sum::default(), Sum::default());
        whole.add(&tables, &bytes);
        bytes.chunks(1).for_each(|byte| single.add(&tables, byte));
        assert_eq!(whole.sum(), single.sum());
    }
}
