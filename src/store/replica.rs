//! Replicas: a store whose database has a copy that is read.

use crate::config::{StoreLocation, StoreUri};
use crate::error::{Error, Result};

use super::open::open_existing_in_database;
use super::{OpenOptions, Store};

/// Opens the store of an address to be read from a replica of its database. A replica that cannot be
/// reached is looked for later; meanwhile the primary is read.
pub fn open_replica(
    primary: &dyn Store,
    address: &StoreUri,
    replica: &StoreUri,
    options: &OpenOptions,
) -> Result<Box<dyn Store>> {
    let (Some(store), true) = (primary.database(), is_alike(address, replica)) else {
        return Err(Error::invalid(format!(
            "the read replica `{replica}` cannot be one of the backend store `{address}`; expected \
             the address of a database of the same kind"
        )));
    };
    let (uri, options) = (replica.clone(), options.clone());
    let open = move || open_existing_in_database(&uri, &options);
    Ok(Box::new(store.read_from(replica.to_string(), open)?))
}

/// Whether two addresses name databases of one engine.
fn is_alike(one: &StoreUri, other: &StoreUri) -> bool {
    match (one.location(), other.location()) {
        (StoreLocation::Sqlite(_), StoreLocation::Sqlite(_)) => true,
        (StoreLocation::Database(one), StoreLocation::Database(other)) => {
            one.engine == other.engine
        }
        _ => false,
    }
}
