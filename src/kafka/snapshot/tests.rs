use std::fs;
use std::time::Instant;

use super::*;

const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);
const LOG: Bounds = Bounds { low: 10, high: 100 };

fn config(folder: &Path) -> SnapshotConfig {
    SnapshotConfig { folder: folder.to_owned(), cluster: Some("one".to_owned()), keeps_tombstones: WEEK }
}

fn of() -> Of<'static> {
    Of { topic: "state", partition: 3, log: TurnId::new(1, 2), layout: "layout" }
}

fn write(path: &Path, slices: &[&[u8]]) -> Header {
    let header = Header::new(&config(path), of(), 50, 1_000_000);
    let mut writer = Writer::begin(path.to_owned(), "lane", &header).unwrap();
    let mut parts = slices.iter().map(|slice| Some(slice.to_vec())).chain([None]);
    let until = Instant::now() + Duration::from_secs(20);
    while Instant::now() < until {
        if writer.has_room() {
            let Some(part) = parts.next() else { break };
            writer.push(part);
        }
    }
    while Instant::now() < until {
        if let Some(result) = writer.result() {
            assert_eq!(result.unwrap(), fs::metadata(path).unwrap().len());
            return header;
        }
        std::thread::yield_now();
    }
    panic!("the snapshot is not written");
}

fn read(path: &Path) -> Result<Vec<Vec<u8>>, Refusal> {
    let mut reader = Reader::open(path)?.unwrap();
    let mut slices = Vec::new();
    while let Some(slice) = reader.next()? {
        slices.push(slice);
    }
    Ok(slices)
}

#[test]
fn what_was_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = path(folder.path(), "state", 3);
    assert!(Reader::open(&path).unwrap().is_none());
    let many: Vec<Vec<u8>> = (0..40_u8).map(|n| vec![n; 1000]).collect();
    let slices: Vec<&[u8]> = many.iter().map(Vec::as_slice).collect();
    let header = write(&path, &slices);
    assert_eq!(Reader::open(&path).unwrap().unwrap().header, header);
    assert_eq!(read(&path).unwrap(), many);
    write(&path, &[]);
    assert!(read(&path).unwrap().is_empty(), "the new one took its place");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
}

#[test]
fn every_byte_counts() {
    let folder = tempfile::tempdir().unwrap();
    let path = path(folder.path(), "state", 3);
    write(&path, &[b"one", b"two"]);
    let whole = fs::read(&path).unwrap();
    for place in 0..whole.len() {
        let mut broken = whole.clone();
        broken[place] ^= 0x10;
        fs::write(&path, broken).unwrap();
        assert!(matches!(read(&path), Err(Refusal::Corrupt(_))), "byte {place}");
        fs::write(&path, &whole[..place]).unwrap();
        assert!(matches!(read(&path), Err(Refusal::Corrupt(_))), "cut at {place}");
    }
}

#[test]
fn one_that_is_not_wanted_any_more_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = path(folder.path(), "state", 3);
    let header = Header::new(&config(&path), of(), 50, 0);
    let mut writer = Writer::begin(path.clone(), "lane", &header).unwrap();
    writer.push(Some(b"one".to_vec()));
    let Writer { slices, done, .. } = writer;
    drop(slices);
    assert!(done.recv_timeout(Duration::from_secs(20)).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let header = Header::new(&config(Path::new("/")), of(), 50, 0);
    let writer = Writer::begin(PathBuf::from("/nowhere/at/all.snapshot"), "lane", &header).unwrap();
    assert!(writer.done.recv_timeout(Duration::from_secs(20)).unwrap().is_err());
}

#[test]
fn only_a_fresh_one_of_this_log_is_taken() {
    let config = config(Path::new("/"));
    let header = Header::new(&config, of(), 50, 1_000_000);
    let check = |header: &Header, log: Bounds, now: i64| {
        header.check(&config, of(), log, now).map_err(|refusal| refusal.result())
    };
    assert_eq!(check(&header, LOG, 1_000_001), Ok(()));
    let week = 7 * 24 * 3_600_000;
    assert_eq!(check(&header, LOG, 1_000_000 + week), Err(SnapshotResult::Stale));
    assert_eq!(check(&header, LOG, 0), Err(SnapshotResult::Stale), "from the future");
    assert_eq!(check(&header, Bounds { low: 51, high: 100 }, 1_000_001), Err(SnapshotResult::OutOfLog));
    assert_eq!(check(&header, Bounds { low: 0, high: 49 }, 1_000_001), Err(SnapshotResult::OutOfLog));
    for foreign in [
        Header { cluster: Some("two".to_owned()), ..header.clone() },
        Header { topic: "other".to_owned(), ..header.clone() },
        Header { partition: 4, ..header.clone() },
        Header { log: TurnId::new(9, 9), ..header.clone() },
        Header { layout: "another".to_owned(), ..header.clone() },
        Header { version: 2, ..header.clone() },
    ] {
        assert_eq!(check(&foreign, LOG, 1_000_001), Err(SnapshotResult::Foreign), "{foreign:?}");
    }
}
