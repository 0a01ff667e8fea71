//! Bulk posting of remittance files.
