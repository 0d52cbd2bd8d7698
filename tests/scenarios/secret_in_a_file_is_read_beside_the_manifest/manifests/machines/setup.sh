echo s3cret
