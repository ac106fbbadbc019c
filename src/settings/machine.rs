//! What the machine tells, where nobody set it.

use std::num::NonZero;
use std::thread;

use config::Value;

use super::layer::Layer;

/// Lanes that are started without being asked for, at most.
const MAX_LANES: usize = 4;

/// The defaults that differ from machine to machine.
pub(super) fn layer() -> Layer {
    let mut layer = Layer::default();
    let host = gethostname::gethostname().to_string_lossy().into_owned();
    layer.put("service", "instance", Value::new(Some(&"the host name".to_owned()), host));
    layer.put("service", "lanes", Value::new(Some(&"the cores of this process, 4 at most".to_owned()), cores() as u64));
    layer
}

/// Cores this process may use: the standard library knows of affinity and cgroups.
fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(MAX_LANES)
}
