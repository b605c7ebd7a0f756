//! An authority and a server's certificate, made for one test.

use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};

use super::write;

/// PEM texts of an authority's certificate, and of a server's certificate with its key.
pub struct Certificates {
    ca: String,
    certificate: String,
    key: String,
}

impl Certificates {
    /// The file of the authority's certificate.
    pub const CA_FILE: &str = "ca.pem";
    /// The file of the server's certificate.
    pub const CERTIFICATE_FILE: &str = "server.pem";
    /// The file of the server's key.
    pub const KEY_FILE: &str = "server.key";

    /// A new authority, and a certificate of it for `localhost` and 127.0.0.1.
    pub fn generate() -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let mut server =
            CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().unwrap();
        let certificate = server.signed_by(&key, &authority).unwrap();
        Self { ca: authority.pem(), certificate: certificate.pem(), key: key.serialize_pem() }
    }

    /// Writes all three into a directory, under the names above.
    pub fn write(&self, directory: &Path) {
        write(directory, Self::CA_FILE, &self.ca);
        write(directory, Self::CERTIFICATE_FILE, &self.certificate);
        write(directory, Self::KEY_FILE, &self.key);
    }
}
