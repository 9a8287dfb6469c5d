/*
 * What plain C on libcrypto does with the same inputs: the anchor for Sallyport's PKI benchmarks.
 * Ordinary, uncached use of the API, as a server written against it would do.
 *
 *   anchor issue  SECONDS csr.der ca.der ca-key.der          parse and verify a CSR, issue with five extensions
 *   anchor sign   SECONDS content signer.der signer-key.der  CMS SignedData with signed attributes
 *   anchor verify SECONDS cms.der anchor.der                 parse, verify the chain and the signature
 *
 * Prints one line: operations and CPU seconds.
 */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  unsigned char *bytes;
  long length;
} Blob;

static void die(const char *what) {
  fprintf(stderr, "anchor: %s\n", what);
  ERR_print_errors_fp(stderr);
  exit(1);
}

static Blob slurp(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) die(path);
  fseek(file, 0, SEEK_END);
  Blob blob = {NULL, ftell(file)};
  rewind(file);
  blob.bytes = malloc((size_t)blob.length);
  if (fread(blob.bytes, 1, (size_t)blob.length, file) != (size_t)blob.length) die(path);
  fclose(file);
  return blob;
}

static X509 *parse_certificate(Blob blob) {
  const unsigned char *at = blob.bytes;
  X509 *certificate = d2i_X509(NULL, &at, blob.length);
  if (certificate == NULL) die("certificate");
  return certificate;
}

static EVP_PKEY *parse_key(Blob blob) {
  const unsigned char *at = blob.bytes;
  EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, blob.length);
  if (key == NULL) die("key");
  return key;
}

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void add_extension(X509 *certificate, X509V3_CTX *context, int nid, const char *value) {
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, value);
  if (extension == NULL || !X509_add_ext(certificate, extension, -1)) die("extension");
  X509_EXTENSION_free(extension);
}

static void issue(Blob csr_blob, X509 *ca, EVP_PKEY *ca_key) {
  const unsigned char *at = csr_blob.bytes;
  X509_REQ *csr = d2i_X509_REQ(NULL, &at, csr_blob.length);
  if (csr == NULL) die("csr");
  EVP_PKEY *key = X509_REQ_get0_pubkey(csr);
  if (key == NULL || X509_REQ_verify(csr, key) != 1) die("csr signature");

  X509 *certificate = X509_new();
  unsigned char serial_bytes[16];
  RAND_bytes(serial_bytes, sizeof serial_bytes);
  serial_bytes[0] &= 0x7f;
  BIGNUM *serial = BN_bin2bn(serial_bytes, sizeof serial_bytes, NULL);
  BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate));
  BN_free(serial);
  X509_set_version(certificate, X509_VERSION_3);
  X509_set_subject_name(certificate, X509_REQ_get_subject_name(csr));
  X509_set_issuer_name(certificate, X509_get_subject_name(ca));
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 365L * 24 * 3600);
  X509_set_pubkey(certificate, key);

  X509V3_CTX context;
  X509V3_set_ctx(&context, ca, certificate, csr, NULL, 0);
  add_extension(certificate, &context, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate, &context, NID_key_usage, "critical,digitalSignature");
  add_extension(certificate, &context, NID_ext_key_usage, "clientAuth");
  add_extension(certificate, &context, NID_subject_key_identifier, "hash");
  add_extension(certificate, &context, NID_authority_key_identifier, "keyid:always");
  if (X509_sign(certificate, ca_key, EVP_sha256()) <= 0) die("sign");

  unsigned char *der = NULL;
  if (i2d_X509(certificate, &der) <= 0) die("encode");
  OPENSSL_free(der);
  X509_free(certificate);
  X509_REQ_free(csr);
}

static void cms_sign(Blob content, X509 *signer, EVP_PKEY *key) {
  BIO *input = BIO_new_mem_buf(content.bytes, (int)content.length);
  CMS_ContentInfo *cms = CMS_sign(signer, key, NULL, input, CMS_BINARY | CMS_NOSMIMECAP);
  if (cms == NULL) die("cms sign");
  unsigned char *der = NULL;
  if (i2d_CMS_ContentInfo(cms, &der) <= 0) die("cms encode");
  OPENSSL_free(der);
  CMS_ContentInfo_free(cms);
  BIO_free(input);
}

static void cms_verify(Blob blob, X509_STORE *store) {
  const unsigned char *at = blob.bytes;
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, blob.length);
  if (cms == NULL) die("cms parse");
  BIO *output = BIO_new(BIO_s_mem());
  if (CMS_verify(cms, NULL, store, NULL, output, CMS_BINARY) != 1) die("cms verify");
  BIO_free(output);
  CMS_ContentInfo_free(cms);
}

int main(int argc, char **argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: anchor issue|sign|verify SECONDS FILE ...\n");
    return 2;
  }
  const char *operation = argv[1];
  const double seconds = atof(argv[2]);
  const Blob input = slurp(argv[3]);
  X509 *certificate = parse_certificate(slurp(argv[4]));
  EVP_PKEY *key = argc > 5 ? parse_key(slurp(argv[5])) : NULL;
  X509_STORE *store = X509_STORE_new();
  X509_STORE_add_cert(store, certificate);
  X509_STORE_set_purpose(store, X509_PURPOSE_ANY);

  long count = 0;
  const double start = cpu_seconds();
  double spent = 0;
  while (spent < seconds) {
    for (int i = 0; i < 50; i++, count++) {
      if (strcmp(operation, "issue") == 0) issue(input, certificate, key);
      else if (strcmp(operation, "sign") == 0) cms_sign(input, certificate, key);
      else cms_verify(input, store);
    }
    spent = cpu_seconds() - start;
  }
  printf("%ld %.6f\n", count, spent);
  return 0;
}
