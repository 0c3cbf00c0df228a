"""All rules of `feedback`, by noun. What one may see is a queryset; what one may do is a bool."""
