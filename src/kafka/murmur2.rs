//! Kafka's murmur2: the partition that Java's default partitioner chooses for a key.

const SEED: u32 = 0x9747_b28c;
const M: u32 = 0x5bd1_e995;
const R: u32 = 24;

/// The partition of `key` among `partitions`, as Java's default partitioner (and librdkafka's `murmur2`) has it.
pub fn partition(key: &[u8], partitions: i32) -> i32 {
    let positive = i64::from(hash(key) & 0x7fff_ffff);
    i32::try_from(positive % i64::from(partitions.max(1))).unwrap_or(0)
}

/// `org.apache.kafka.common.utils.Utils.murmur2`, as unsigned.
fn hash(data: &[u8]) -> u32 {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let (words, rest) = data.as_chunks::<4>();
    let mut h = words.iter().fold(SEED ^ length, |h, word| {
        let k = u32::from_le_bytes(*word).wrapping_mul(M);
        h.wrapping_mul(M) ^ (k ^ (k >> R)).wrapping_mul(M)
    });
    if !rest.is_empty() {
        let tail = rest.iter().rev().fold(0, |tail, byte| (tail << 8) | u32::from(*byte));
        h = (h ^ tail).wrapping_mul(M);
    }
    h = (h ^ (h >> 13)).wrapping_mul(M);
    h ^ (h >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of Kafka's own `UtilsTest.testMurmur2`.
    #[test]
    fn agrees_with_kafkas_own_test() {
        let golden: [(&[u8], i32); 6] = [
            (b"21", -973_932_308),
            (b"foobar", -790_332_482),
            (b"a-little-bit-long-string", -985_981_536),
            (b"a-little-bit-longer-string", -1_486_304_829),
            (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            (b"abc", 479_470_107),
        ];
        for (key, expected) in &golden {
            assert_eq!(hash(key).cast_signed(), *expected, "{}", String::from_utf8_lossy(key));
        }
    }

    #[test]
    fn a_partition_is_never_negative() {
        for key in [&b"21"[..], b"foobar", b"abc"] {
            assert!((0..12).contains(&partition(key, 12)));
        }
    }
}
