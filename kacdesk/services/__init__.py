"""Floor: what a person can do; one public function a use case, each with the context first."""
